package dev.imprimatur.doors.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No client is made to say that something was done where nothing was. */
final class HonestyTest {
  private static final TestPackage ROCKET = TestPackage.of("rocket", "1.0.0");

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    registry.addUser("bob", false);
    alice = registry.with(registry.session("alice"));
    assertThat(alice.put("/rocket", ROCKET.document()).status()).isEqualTo(201);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static String notice(Client.Answer answer) {
    return String.join("; ", answer.headers().getOrDefault("npm-notice", List.of()));
  }

  @Test
  void anAuditBreaksNoJobAndClaimsNothing() {
    var bulk = "/-/npm/v1/security/advisories/bulk";
    var answer = registry.anyone().with("npm-command", "audit").post(bulk, "{}");
    assertThat(answer.text()).isEqualTo("{}");
    assertThat(notice(answer)).contains("nothing was checked");
    var silent = registry.anyone().with("npm-command", "install").post(bulk, "{}");
    assertThat(silent.problem()).isEqualTo("not-offered");
    var pnpm = registry.anyone().with("user-agent", "pnpm/12.21.0 npm/? node/? linux x64");
    assertThat(pnpm.post(bulk, "{}").message()).contains("Nothing was checked");
  }

  /** They print of an answer nothing but advisories, and yarn breaks down at a refusal. */
  @ParameterizedTest
  @ValueSource(strings = {"got (https://github.com/sindresorhus/got)", "Bun/1.4.5"})
  void whoPrintsNoNoticeIsToldThatNothingWasChecked(String userAgent) {
    var client = registry.anyone().with("user-agent", userAgent);
    var answer = client.post("/-/npm/v1/security/advisories/bulk", "{\"rocket\":[\"1.0.0\"]}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().array("rocket")).isPresent();
    assertThat(answer.text()).contains("Nothing was checked", "\"severity\":\"info\"");
  }

  /** npm outdated leaves out what it does not find; of a 401 it tells. */
  @Test
  void whoIsNotSignedInIsNotToldThatNothingIsOutdated() {
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    var secret = TestPackage.of("@acme/secret", "1.0.0");
    assertThat(alice.put(secret.path(), secret.document()).status()).isEqualTo(201);
    var asking = registry.anyone().with("npm-command", "outdated");
    var hidden = asking.get("/@acme%2fsecret");
    var missing = asking.get("/@acme%2fmissing");
    assertThat(hidden.status()).isEqualTo(401);
    assertThat(missing.status()).isEqualTo(401);
    assertThat(hidden.message().replace("secret", "missing")).isEqualTo(missing.message());
    assertThat(asking.get("/missing").status()).isEqualTo(404);
    assertThat(asking.get("/@other%2fmissing").status()).isEqualTo(404);
    // Release tools take a 404 for "new", and ask by npm view.
    var viewing = registry.anyone().with("npm-command", "view");
    assertThat(viewing.get("/@acme%2fmissing").status()).isEqualTo(404);
    assertThat(alice.with("npm-command", "outdated").get("/@acme%2fsecret").status())
        .isEqualTo(200);
  }

  @Test
  void theSameVersionWithAnotherTagIsRefused() {
    assertThat(alice.put("/rocket", ROCKET.document()).status()).isEqualTo(200);
    var next = alice.put("/rocket", ROCKET.tagged("next").document());
    assertThat(next.problem()).isEqualTo("version-exists");
    assertThat(notice(next)).contains("previously published");
    assertThat(alice.get("/-/package/rocket/dist-tags").text()).doesNotContain("next");
  }

  @Test
  void aPublishOpensNoPrivatePackage() {
    var secret = TestPackage.of("@acme/secret", "1.0.0");
    assertThat(alice.put("/@acme%2fsecret", secret.document()).status()).isEqualTo(201);
    var open = TestPackage.of("@acme/secret", "1.1.0").access("public");
    var answer = alice.put("/@acme%2fsecret", open.document());
    assertThat(answer.problem()).isEqualTo("stays-private");
    assertThat(answer.message()).contains("npm access set status=public @acme/secret");
    assertThat(registry.versions("@acme/secret")).hasSize(1);
  }

  @Test
  void aSecondFactorThatNobodyHasIsNotPromised() {
    var access = "/-/package/rocket/access";
    var shown = alice.with("npm-otp", "123456").post(access, "{\"access\":\"public\"}");
    assertThat(notice(shown)).contains("no second factor");
  }

  @Test
  void whoMistypesANameIsAsked() {
    var spec = "[{'type':'github','claims':{'repository':'acme/rocket','workflow_ref':{'file':";
    var body = Trusting.quoted(spec + "'publish.yml'}}}]");
    assertThat(notice(alice.post(Trusting.path("roket"), body))).contains("roket does not exist");
    assertThat(notice(alice.post(Trusting.path("rocket"), body))).isEmpty();
  }

  @Test
  @Covers("A512")
  void aScopeThatIsCalledAsAUserIsThatUsers() {
    var tool = TestPackage.of("@bob/tool", "1.0.0").document();
    assertThat(alice.put("/@bob%2ftool", tool).message()).contains("scope of the user bob");
    var bob = registry.with(registry.session("bob"));
    assertThat(bob.put("/@bob%2ftool", tool).status()).isEqualTo(201);
  }

  @Test
  @Covers({"A511", "S66"})
  void whatATokenStagedItDoesNotApprove() {
    var token = registry.with(registry.token("alice", true));
    var next = TestPackage.of("rocket", "2.0.0").document();
    var id = token.post("/-/stage/package/rocket", next).json().text("stageId").orElseThrow();
    assertThat(token.post("/-/stage/" + id + "/approve", "").problem()).isEqualTo("not-allowed");
    assertThat(token.delete("/-/stage/" + id).problem()).isEqualTo("not-allowed");
    assertThat(alice.post("/-/stage/" + id + "/approve", "").status()).isEqualTo(201);
  }

  @Test
  void aPublishSaysWhoItWasAndWhereToLook() {
    var published = alice.put("/rocket", TestPackage.of("rocket", "1.1.0").document());
    assertThat(notice(published)).isEqualTo("Published by alice. See http://registry.test/rocket");
    registry.trust("rocket", TestRegistry.workflow("acme/rocket"));
    var job = registry.with(registry.minted("rocket", TestRegistry.job("acme/rocket")));
    assertThat(notice(job.put("/rocket", TestPackage.of("rocket", "1.2.0").document())))
        .startsWith("Published by its trusted publisher at GitHub Actions, without a token");
    assertThat(notice(registry.anyone().put("/rocket", ROCKET.document())))
        .startsWith("There is no credential. Sign in with npm login")
        .endsWith("See http://registry.test/problems/not-signed-in");
  }
}
