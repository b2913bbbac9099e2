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
@ExtendWith(Streets.OfClass.class)
final class PeopleTest {
  private final Npm npm;
  private final Street street;

  PeopleTest(Npm npm, Streets streets) {
    this.npm = npm;
    this.street = streets.of(npm);
  }

  @Test
  void somebodySignsInAndOut() {
    var desk = street.desk(npm);
    assertThat(desk.npm("whoami", "--registry", street.url()).refused().err())
        .contains("ENEEDAUTH");
    desk.login(street.url(), Street.OWNER).done();
    assertThat(desk.configuration()).contains(":_authToken=npm_imp").doesNotContain("horse");
    assertThat(desk.npm("whoami", "--registry", street.url()).done().out()).isEqualTo(Street.OWNER);

    var token = desk.configuration().replaceAll("(?s).*_authToken=(\\S+).*", "$1");
    desk.npm("logout", "--registry", street.url()).done();
    assertThat(desk.configuration()).doesNotContain("_authToken");
    var again = street.desk(npm).token(street.server(), token);
    assertThat(again.npm("whoami", "--registry", street.url()).refused().err()).contains("E401");
  }

  @Test
  void aTokenPublishes() {
    var desk = street.desk(npm).token(street.server(), street.operator().token(Street.OWNER));
    desk.project("by-token", "1.0.0");
    assertThat(desk.npm("publish", "--registry", street.url()).done().out())
        .contains("+ by-token@1.0.0");

    var reader = street.operator().token(Street.OWNER, "--read-only");
    desk.token(street.server(), reader).project("by-token", "1.1.0");
    assertThat(desk.npm("publish", "--registry", street.url()).refused().err())
        .contains("E403")
        .contains("This token is read-only.");
  }

  @Test
  void aPrivatePackageIsInstalledWithATokenThatOnlyReads() {
    var desk = street.desk(npm).token(street.server(), street.owner().token());
    desk.project("@acme/private", "1.0.0", Map.of());
    desk.npm("publish", "--registry", street.url()).done();

    var stranger = street.desk(npm).consumer();
    assertThat(stranger.npm("install", "@acme/private", "--registry", street.url()).refused().err())
        .contains("E404");

    var reader = street.operator().token(Street.OWNER, "--read-only");
    var member = street.desk(npm).consumer().token(street.server(), reader);
    member.npm("install", "@acme/private", "--registry", street.url()).done();
    assertThat(member.read("node_modules/@acme/private/index.js")).isEqualTo(Workplace.CODE);
  }
}
