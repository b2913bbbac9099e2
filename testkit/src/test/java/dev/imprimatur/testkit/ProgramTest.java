package dev.imprimatur.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProgramTest {
  private final FakeIssuer issuer = Program.started(List.of("gitlab")).orElseThrow();
  private final Visitor visitor = new Visitor();

  @AfterEach
  void close() {
    visitor.close();
    issuer.close();
  }

  @Test
  void anybodyGetsATokenThatSaysWhatTheyLike() throws Exception {
    var query =
        "?audience=npm:localhost&project_path=acme%2Fshuttle&ref_path=refs/tags/v1.0.0"
            + "&runner_id:=7&user_identities:=[]&sha:=null";
    var answer = visitor.get(issuer.server() + TokenEndpoint.TOKEN + query);
    var token = answer.body().strip();

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Verification.accepts(issuer.keySetJson(), token)).isTrue();
    assertThat(Verification.claims(token))
        .containsEntry("aud", "npm:localhost")
        .containsEntry("project_path", "acme/shuttle")
        .containsEntry("ref_type", "tag")
        .containsEntry("runner_id", 7L)
        .containsEntry("user_identities", List.of())
        .containsEntry("sha", null);
  }

  @Test
  void aShellCanBecomeAJob() throws Exception {
    var exports =
        visitor
            .get(issuer.server() + TokenEndpoint.JOB + "?audience=npm:localhost&environment=it's")
            .body();

    assertThat(exports.lines().toList())
        .contains("export GITLAB_CI='true'", "export CI_ENVIRONMENT_NAME='it'\\''s'")
        .anyMatch(line -> line.startsWith("export NPM_ID_TOKEN='ey"))
        .allMatch(line -> line.matches("export [A-Z_]+='.*'"));
  }

  @Test
  void whatIsNoJsonIsRefused() throws Exception {
    assertThat(visitor.get(issuer.server() + TokenEndpoint.TOKEN + "?sha:=nothing").statusCode())
        .isEqualTo(400);
  }

  @Test
  void itSaysWhereItIs() throws Exception {
    var discovery = visitor.get(issuer.issuer() + "/.well-known/openid-configuration");

    assertThat(JSONObjectUtils.parse(discovery.body()))
        .containsAllEntriesOf(
            Map.of("issuer", issuer.issuer(), "jwks_uri", issuer.keySetAddress()));
    assertThat(Program.greeting(issuer))
        .contains(issuer.issuer() + "\n", issuer.keySetAddress() + "\n")
        .contains("curl '" + issuer.issuer() + "/fake/token?audience=npm:localhost'");
  }

  @Test
  void otherWordsAreNotUnderstood() {
    assertThat(Program.started(List.of())).isEmpty();
    assertThat(Program.started(List.of("travis"))).isEmpty();
    assertThat(Program.started(List.of("gitlab", "--port"))).isEmpty();
    assertThat(Program.started(List.of("gitlab", "--port", "x"))).isEmpty();
    assertThat(Program.started(List.of("gitlab", "github"))).isEmpty();
  }
}
