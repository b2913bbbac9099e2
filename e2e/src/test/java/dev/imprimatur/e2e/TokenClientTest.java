package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code npm token} makes of our answers. */
@ParameterizedClass
@Execution(ExecutionMode.CONCURRENT)
@MethodSource("dev.imprimatur.e2e.Clients#all")
@ExtendWith(E2eEnvironments.OfClass.class)
final class TokenClientTest {
  private final Npm npm;
  private final E2eEnvironment surroundings;

  TokenClientTest(Npm npm, E2eEnvironments environments) {
    this.npm = npm;
    this.surroundings = environments.of(npm);
  }

  @Test
  void aTokenIsMadeListedUsedAndRevoked() {
    var machine = surroundings.machine(npm);
    machine.login(surroundings.url(), E2eEnvironment.OWNER).done();
    var url = surroundings.url();
    var made =
        machine
            .npm(
                "token",
                "create",
                "--name=ci",
                "--token-description=for CI",
                "--packages-all",
                "--packages-and-scopes-permission=read-only",
                "--cidr=127.0.0.0/8",
                "--expires=3",
                "--password=" + Imprimatur.PASSWORD,
                "--registry",
                url)
            .done()
            .out();
    assertThat(made).contains("Created token npm_imp").contains("with IP whitelist: 127.0.0.0/8");
    var token = made.replaceAll("(?s).*Created token (\\S+).*", "$1");
    var other = surroundings.machine(npm).token(surroundings.server(), token);
    assertThat(other.npm("whoami", "--registry", url).done().out()).isEqualTo(E2eEnvironment.OWNER);

    var listed = machine.npm("token", "list", "--registry", url).done().out();
    assertThat(listed).contains("Token " + token.substring(0, 10)).contains("name ci");
    assertThat(machine.npm("token", "revoke", token, "--registry", url).done().out())
        .contains("Removed 1 token");
    assertThat(other.npm("whoami", "--registry", url).refused().err()).contains("E401");
    assertThat(machine.npm("token", "list", "--registry", url).done().out())
        .doesNotContain("name ci");
  }

  @Test
  void whatMakesNoSenseIsToldInWords() {
    var machine = surroundings.machine(npm);
    machine.login(surroundings.url(), E2eEnvironment.OWNER).done();
    var refused =
        machine
            .npm(
                "token",
                "create",
                "--name=ci",
                "--password=" + Imprimatur.PASSWORD,
                "--registry",
                surroundings.url())
            .refused();
    assertThat(refused.err())
        .contains("You must have at least one package / scope or organization added");
  }
}
