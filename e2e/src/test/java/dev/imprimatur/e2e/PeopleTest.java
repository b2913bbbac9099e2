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
 * Somebody at a desk, with a password or with a token. Each npm has its own mind on how to sign in,
 * and on who may see a package of a scope when nobody says it.
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
    var desk = surroundings.desk(npm);
    assertThat(desk.npm("whoami", "--registry", surroundings.url()).refused().err())
        .contains("ENEEDAUTH");
    desk.login(surroundings.url(), E2eEnvironment.OWNER).done();
    assertThat(desk.configuration()).contains(":_authToken=npm_imp").doesNotContain("horse");
    assertThat(desk.npm("whoami", "--registry", surroundings.url()).done().out())
        .isEqualTo(E2eEnvironment.OWNER);

    var token = desk.configuration().replaceAll("(?s).*_authToken=(\\S+).*", "$1");
    desk.npm("logout", "--registry", surroundings.url()).done();
    assertThat(desk.configuration()).doesNotContain("_authToken");
    var again = surroundings.desk(npm).token(surroundings.server(), token);
    assertThat(again.npm("whoami", "--registry", surroundings.url()).refused().err())
        .contains("E401");
  }

  @Test
  void aTokenPublishes() {
    var desk =
        surroundings
            .desk(npm)
            .token(surroundings.server(), surroundings.operator().token(E2eEnvironment.OWNER));
    desk.project("by-token", "1.0.0");
    assertThat(desk.npm("publish", "--registry", surroundings.url()).done().out())
        .contains("+ by-token@1.0.0");

    var reader = surroundings.operator().token(E2eEnvironment.OWNER, "--read-only");
    desk.token(surroundings.server(), reader).project("by-token", "1.1.0");
    assertThat(desk.npm("publish", "--registry", surroundings.url()).refused().err())
        .contains("E403")
        .contains("This token is read-only.");
  }

  @Test
  void aPrivatePackageIsInstalledWithATokenThatOnlyReads() {
    var desk = surroundings.desk(npm).token(surroundings.server(), surroundings.owner().token());
    desk.project("@acme/private", "1.0.0", Map.of());
    desk.npm("publish", "--registry", surroundings.url()).done();

    var stranger = surroundings.desk(npm).consumer();
    assertThat(
            stranger
                .npm("install", "@acme/private", "--registry", surroundings.url())
                .refused()
                .err())
        .contains("E404");

    var reader = surroundings.operator().token(E2eEnvironment.OWNER, "--read-only");
    var member = surroundings.desk(npm).consumer().token(surroundings.server(), reader);
    member.npm("install", "@acme/private", "--registry", surroundings.url()).done();
    assertThat(member.read("node_modules/@acme/private/index.js")).isEqualTo(ClientMachine.CODE);
  }
}
