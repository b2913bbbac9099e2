package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Somebody at a machine, with a password or with a token. Each npm has its own mind on how to sign
 * in, and on who may see a package of a scope when nobody says it.
 */
@ParameterizedClass
@Execution(ExecutionMode.CONCURRENT)
@MethodSource("dev.imprimatur.e2e.Clients#all")
@ExtendWith(E2eEnvironments.OfClass.class)
final class PeopleTest {
  private final Npm npm;
  private final E2eEnvironment surroundings;

  PeopleTest(Npm npm, E2eEnvironments environments) {
    this.npm = npm;
    this.surroundings = environments.of(npm);
  }

  @Test
  void somebodySignsInAndOut() {
    var machine = surroundings.machine(npm);
    assertThat(machine.npm("whoami", "--registry", surroundings.url()).refused().err())
        .contains("ENEEDAUTH");
    machine.login(surroundings.url(), E2eEnvironment.OWNER).done();
    assertThat(machine.configuration()).contains(":_authToken=npm_imp").doesNotContain("horse");
    assertThat(machine.npm("whoami", "--registry", surroundings.url()).done().out())
        .isEqualTo(E2eEnvironment.OWNER);

    var token = machine.configuration().replaceAll("(?s).*_authToken=(\\S+).*", "$1");
    machine.npm("logout", "--registry", surroundings.url()).done();
    assertThat(machine.configuration()).doesNotContain("_authToken");
    var again = surroundings.machine(npm).token(surroundings.server(), token);
    assertThat(again.npm("whoami", "--registry", surroundings.url()).refused().err())
        .contains("E401");
  }

  @Test
  void aTokenPublishes() {
    var machine =
        surroundings
            .machine(npm)
            .token(surroundings.server(), surroundings.operator().token(E2eEnvironment.OWNER));
    machine.project("by-token", "1.0.0");
    assertThat(machine.npm("publish", "--registry", surroundings.url()).done().out())
        .contains("+ by-token@1.0.0");

    var reader = surroundings.operator().token(E2eEnvironment.OWNER, "--read-only");
    machine.token(surroundings.server(), reader).project("by-token", "1.1.0");
    assertThat(machine.npm("publish", "--registry", surroundings.url()).refused().err())
        .contains("E403")
        .contains("This token is read-only.");
  }

  @Test
  void aPrivatePackageIsInstalledWithATokenThatOnlyReads() {
    var machine =
        surroundings.machine(npm).token(surroundings.server(), surroundings.owner().token());
    machine.project("@acme/private", "1.0.0", Map.of());
    machine.npm("publish", "--registry", surroundings.url()).done();

    var stranger = surroundings.machine(npm).consumer();
    assertThat(
            stranger
                .npm("install", "@acme/private", "--registry", surroundings.url())
                .refused()
                .err())
        .contains("E404");

    var reader = surroundings.operator().token(E2eEnvironment.OWNER, "--read-only");
    var member = surroundings.machine(npm).consumer().token(surroundings.server(), reader);
    member.npm("install", "@acme/private", "--registry", surroundings.url()).done();
    assertThat(member.read("node_modules/@acme/private/index.js")).isEqualTo(ClientMachine.CODE);
  }
}
