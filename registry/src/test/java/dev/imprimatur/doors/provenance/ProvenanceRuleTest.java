package dev.imprimatur.doors.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Receiver;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.sigstore.FakeSigstore;
import dev.imprimatur.testkit.sigstore.Identity;
import dev.imprimatur.testkit.sigstore.Statements;
import dev.imprimatur.testkit.sigstore.Subject;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What packages and scopes require of how their versions were built. */
final class ProvenanceRuleTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String RULE = "/-/api/v1/provenance-rules/@acme%2frocket";
  private static final String SCOPE = "/-/api/v1/provenance-rules/@acme%2f*";
  private static final String STAGE = "/-/stage/package/@acme%2frocket";
  private static final JobClaims JOB = TestRegistry.job("acme/rocket").visibility("public");

  private final TestRegistry registry = TestRegistry.start();
  private final FakeSigstore sigstore = FakeSigstore.start(registry.clock());
  private Client alice = registry.anyone();
  private Client writer = registry.anyone();

  @BeforeEach
  void open() {
    registry.rootFile("acme.json", sigstore.trustedRoot());
    registry.rootFile(
        "acme.yaml", "issuers:\n  %s: github\n".formatted(registry.github().issuer()));
    registry.addUser("alice", false);
    registry.addUser("bob", false);
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    registry.terminal().run("org", "member", "acme", "bob");
    alice = registry.with(registry.session("alice"));
    writer = registry.with(registry.token("bob", true));
    assertThat(bare("1.0.0").status()).isEqualTo(201);
  }

  @AfterEach
  void close() {
    sigstore.close();
    registry.close();
  }

  private static TestPackage rocket(String version) {
    return TestPackage.of("@acme/rocket", version)
        .member("repository", new JsonText("acme/rocket"));
  }

  private Client.Answer bare(String version) {
    return writer.put(rocket(version).path(), rocket(version).document());
  }

  private Client.Answer proven(String version) {
    return writer.put(rocket(version).path(), document(version));
  }

  private String document(String version) {
    var wanted = rocket(version);
    var signer =
        Identity.of(
            JOB.payload(registry.github().issuer(), "sigstore", registry.clock().instant()));
    var subject = Subject.of(wanted.name(), version, wanted.tarball());
    return wanted.documentWith(sigstore.bundle(Statements.gitHub(subject, signer), signer));
  }

  private void rule(String path, String body) {
    var answer = alice.put(path, Trusting.quoted(body));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private static void assertRefused(String what, Client.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    SENTENCES.refused(what, answer, "provenance-policy");
  }

  @Test
  void whereProvenanceIsRequiredNothingIsPublishedOrStagedWithoutIt() {
    rule(RULE, "{'required':true}");
    assertRefused("without provenance", bare("1.1.0"));
    assertRefused("without provenance", writer.post(STAGE, rocket("1.1.0").document()));
    assertThat(registry.rows("held_version")).isZero();
    assertThat(registry.versions("@acme/rocket")).hasSize(1);

    assertThat(proven("1.1.0").status()).isEqualTo(201);
    assertThat(writer.post(STAGE, document("1.2.0")).status()).isEqualTo(201);
  }

  @Test
  void theSamePublishAgainIsAnsweredAsBeforeAndTagsMoveFreely() {
    var staged = writer.post(STAGE, rocket("2.0.0").document());
    assertThat(staged.status()).isEqualTo(201);
    rule(RULE, "{'required':true,'repositories':['https://github.com/acme/other']}");

    assertThat(bare("1.0.0").status()).isEqualTo(200);
    var again = writer.post(STAGE, rocket("2.0.0").document());
    assertThat(again.json().text("stageId")).isEqualTo(staged.json().text("stageId"));
    assertThat(again.json().text("stageId")).isPresent();
    assertThat(writer.put("/-/package/@acme%2frocket/dist-tags/next", "\"1.0.0\"").status())
        .isBetween(200, 299);
    // What came before the rule is a person's to decide about.
    var id = staged.json().text("stageId").orElseThrow();
    assertThat(alice.post("/-/stage/" + id + "/approve", "{}").status()).isBetween(200, 299);
  }

  @Test
  void aBuildOfAnotherRepositoryIsRefusedAndNoBuildIsNot() {
    rule(RULE, "{'repositories':['https://github.com/acme/Rocket','https://github.com/acme/kit']}");
    assertRefused("of another repository", proven("1.1.0"));
    assertRefused("of another repository", writer.post(STAGE, document("1.1.0")));
    assertThat(bare("1.1.0").status()).isEqualTo(201);

    rule(RULE, "{'repositories':['https://github.com/acme/kit','https://github.com/acme/rocket']}");
    assertThat(proven("1.2.0").status()).isEqualTo(201);
  }

  @Test
  void noVersionWithoutProvenanceFollowsOneThatHasIt() {
    rule(RULE, "{'noWeaker':true}");
    assertThat(bare("1.1.0").status()).isEqualTo(201);
    assertThat(writer.post(STAGE, document("1.2.0")).status()).isEqualTo(201);
    // What is staged is not published.
    assertThat(bare("1.3.0").status()).isEqualTo(201);
    assertThat(proven("1.4.0").status()).isEqualTo(201);
    assertRefused("weaker", bare("1.5.0"));
    assertRefused("weaker", bare("0.9.0"));
    assertRefused("weaker", writer.post(STAGE, rocket("1.5.0").document()));
    assertThat(proven("1.5.0").status()).isEqualTo(201);
    // Another package has nothing that could be weakened.
    rule(SCOPE, "{'noWeaker':true}");
    var kit = TestPackage.of("@acme/kit", "1.0.0");
    assertThat(writer.put(kit.path(), kit.document()).status()).isEqualTo(201);
  }

  @Test
  @OnPostgres
  void ofManyAtOnceNoneWithoutProvenanceComesAfterTheFirstThatHasIt() {
    rule(RULE, "{'noWeaker':true}");
    var path = rocket("1.0.0").path();
    var documents =
        IntStream.range(0, 12)
            .mapToObj(i -> "1.0." + (i + 1))
            .map(each -> each.equals("1.0.1") ? document(each) : rocket(each).document())
            .toList();
    var statuses =
        AtOnce.all(IntStream.range(0, 12), i -> writer.put(path, documents.get(i)).status());
    assertThat(statuses).isSubsetOf(201, 422);
    var published =
        registry.events().stream()
            .filter(event -> event.kind() == EventKind.VERSION_PUBLISHED)
            .map(event -> event.facts().text("version").orElseThrow())
            .toList();
    // Those that were quicker were there before it; how many they are is chance.
    assertThat(published).endsWith("1.0.1");
    assertThat(bare("1.1.0").status()).isEqualTo(422);
  }

  @Test
  void withoutARuleAVersionMayBeWeaker() {
    assertThat(proven("1.1.0").status()).isEqualTo(201);
    assertThat(bare("1.2.0").status()).isEqualTo(201);
  }

  @Test
  void aPackageKeepsToItsScopesRuleAndToItsOwn() {
    rule(SCOPE, "{'required':true}");
    rule(RULE, "{'repositories':['https://github.com/acme/other']}");
    assertRefused("against the scope's rule", bare("1.1.0"));
    assertRefused("against its own rule", proven("1.1.0"));
    rule(SCOPE, "{'required':true,'repositories':['https://github.com/acme/kit']}");
    assertRefused("against both", proven("1.1.0"));

    var first = TestPackage.of("@acme/first", "1.0.0");
    assertThat(writer.put(first.path(), first.document()).problem()).isEqualTo("provenance-policy");
    assertThat(registry.inside().texts("package", "name")).containsExactly("@acme/rocket");
  }

  @Test
  void whatIsRefusedUsesNothingUp() {
    registry.trust("@acme/rocket", TestRegistry.workflow("acme/rocket"));
    rule(RULE, "{'required':true}");
    var job = registry.with(registry.minted("@acme/rocket", JOB));
    assertThat(job.put(rocket("1.1.0").path(), rocket("1.1.0").document()).problem())
        .isEqualTo("provenance-policy");
    assertThat(job.put(rocket("1.1.0").path(), document("1.1.0")).status()).isEqualTo(201);
  }

  @Test
  void whoMayNotPublishLearnsNothingOfTheRule() {
    rule(RULE, "{'required':true}");
    registry.addUser("mallory", false);
    var mallory = registry.with(registry.token("mallory", true));
    var wanted = rocket("1.1.0");
    assertThat(mallory.put(wanted.path(), wanted.document()).status()).isEqualTo(403);
    assertThat(mallory.get(RULE).problem()).isEqualTo("package-not-found");
  }

  @Test
  void aRuleIsShownAsItWasMade() {
    assertThat(alice.get(RULE).json())
        .isEqualTo(
            JsonObject.with("required", false)
                .and("repositories", JsonArray.EMPTY)
                .and("noWeaker", false)
                .and("target", "@acme/rocket")
                .build());
    var twice = "'https://github.com/acme/rocket','https://github.com/acme/rocket'";
    rule(RULE, "{'required':true,'repositories':[%s],'noWeaker':true}".formatted(twice));
    assertThat(alice.get(RULE).json())
        .isEqualTo(
            JsonObject.with("required", true)
                .and("repositories", JsonArray.of(new JsonText("https://github.com/acme/rocket")))
                .and("noWeaker", true)
                .and("target", "@acme/rocket")
                .and("setAt", registry.clock().instant())
                .and("setBy", "person:alice")
                .build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{'required':'yes'}",
        "{'required':null}",
        "{'noWeaker':1}",
        "{'repositories':'https://github.com/acme/rocket'}",
        "{'repositories':[7]}",
        "{'repositories':['']}",
        "{'repositories':['acme/rocket']}",
        "{'repositories':['http://github.com/acme/rocket']}",
        "{'repositories':['HTTPS://github.com/acme/rocket']}",
        "{'repositories':['https://GitHub.com/acme/rocket']}",
        "{'repositories':['git+https://github.com/acme/rocket']}",
        "{'repositories':['https://github.com/acme/rocket.git']}",
        "{'repositories':['https://github.com/acme/rocket/']}",
        "{'repositories':['https://github.com/acme/rocket#main']}",
        "{'repositories':['https://github.com/acme/rocket?a']}",
        "{'repositories':['https://you@github.com/acme/rocket']}",
        "{'repositories':['https://github.com/acme/ro cket']}",
        "{'repositories':['https://github.com']}",
        "{'repositories':['https:///acme/rocket']}"
      })
  void aRuleThatCannotBeMeantIsRefused(String body) {
    assertThat(alice.put(RULE, Trusting.quoted(body)).problem()).isEqualTo("malformed-request");
    assertThat(registry.rows("provenance_rule")).isZero();
  }

  @Test
  void aRuleNamesAHundredRepositoriesAtMostAndNoEndlessOne() {
    var most = IntStream.range(0, 100).mapToObj(i -> address(i, 2000)).toList();
    var body = "{'repositories':['%s']}";
    rule(RULE, body.formatted(String.join("','", most)));
    assertThat(alice.get(RULE).json().array("repositories").orElseThrow().items()).hasSize(100);

    var more = IntStream.range(0, 101).mapToObj(i -> address(i, 100)).toList();
    for (var wrong : List.of(more, List.of(address(0, 2001)))) {
      var answer = alice.put(RULE, Trusting.quoted(body.formatted(String.join("','", wrong))));
      assertThat(answer.problem()).isEqualTo("malformed-request");
      assertThat(answer.message()).contains("at most");
    }
  }

  private static String address(int number, int length) {
    var begin = "https://github.com/acme/" + number + "-";
    return begin + String.join("", Collections.nCopies(length - begin.length(), "x"));
  }

  @Test
  void aPartOfAScopeHasNoRule() {
    var path = "/-/api/v1/provenance-rules/@acme%2fkit-*";
    assertThat(alice.put(path, "{\"required\":true}").problem()).isEqualTo("invalid-name");
    assertThat(alice.get(path).problem()).isEqualTo("invalid-name");
  }

  @Test
  void onlyWhoDecidesAboutItMakesARule() {
    var body = "{\"required\":true}";
    var bob = registry.with(registry.session("bob"));
    assertThat(bob.put(SCOPE, body).status()).isEqualTo(403);
    assertThat(bob.get(SCOPE).status()).isEqualTo(403);
    assertThat(writer.put(RULE, body).status()).isEqualTo(403);
    registry.trust("@acme/rocket", TestRegistry.workflow("acme/rocket"));
    var job = registry.with(registry.minted("@acme/rocket", JOB));
    assertThat(job.put(RULE, body).status()).isEqualTo(403);
    assertThat(registry.anyone().put(RULE, body).status()).isEqualTo(401);
    assertThat(registry.rows("provenance_rule")).isZero();
  }

  /** Owners are told of what lets more in, and of nothing else. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'required':true|'required':true|false",
        "'noWeaker':true|'required':true,'noWeaker':true|false",
        "'required':true,'noWeaker':true|'noWeaker':true|true",
        "'required':true,'noWeaker':true|'required':true|true",
        "'required':false|'repositories':['https://a.example/a']|false",
        "'repositories':['https://a.example/a','https://a.example/b']"
            + "|'repositories':['https://a.example/b']|false",
        "'repositories':['https://a.example/b']"
            + "|'repositories':['https://a.example/b','https://a.example/a']|true",
        "'repositories':['https://a.example/a']|'repositories':['https://a.example/b']|true",
        "'repositories':['https://a.example/a']|'required':true|true",
      })
  void aRuleThatLetsMoreInIsTold(String before, String after, boolean looser)
      throws InterruptedException {
    try (var receiver = Receiver.start()) {
      // What happened before is told to nobody any more.
      registry.tell();
      registry.terminal().run("webhook", "add", receiver.address(), "--internal");
      rule(RULE, "{" + before + "}");
      rule(RULE, "{" + after + "}");
      var event = registry.events().getLast();
      assertThat(event.kind()).isEqualTo(EventKind.PROVENANCE_RULE_SET);
      assertThat(event.packageName()).contains("@acme/rocket");
      assertThat(event.facts().truth("loosened")).isEqualTo(looser);
      registry.tell();
      assertThat(receiver.received().stream().map(Receiver.Received::summary))
          .containsExactlyElementsOf(
              looser
                  ? List.of(
                      "The provenance rule of @acme/rocket lets more be published than before.")
                  : List.of());
    }
  }

  @Test
  void theOperatorMakesARuleByCommand() {
    var said =
        registry
            .terminal()
            .run(
                "package",
                "provenance",
                "@acme/*",
                "--required",
                "--no-weaker",
                "--repository",
                "https://github.com/acme/kit",
                "--repository",
                "https://github.com/acme/rocket");
    assertThat(said.exit()).as(said.err()).isZero();
    SENTENCES.check("done", said.out());
    assertThat(alice.get(SCOPE).json().text("setBy")).contains("operator");
    assertThat(bare("1.1.0").problem()).isEqualTo("provenance-policy");

    assertThat(registry.terminal().run("package", "provenance", "@acme/*").exit()).isZero();
    assertThat(bare("1.1.0").status()).isEqualTo(201);
    var wrong =
        registry.terminal().run("package", "provenance", "@acme/*", "--repository", "acme/rocket");
    assertThat(wrong.exit()).isEqualTo(1);
    SENTENCES.check("a repository without a host", wrong.err());
    assertThat(registry.terminal().run("package", "provenance", "@acme/k*").exit()).isEqualTo(1);
    assertThat(registry.terminal().run("package", "provenance", "--help").out())
        .contains("imprimatur package provenance rocket --required");
  }
}
