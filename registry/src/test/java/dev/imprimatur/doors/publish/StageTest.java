package dev.imprimatur.doors.publish;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.EntryKind;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is staged is kept out of sight until a person approves it. */
@OnPostgres
final class StageTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String STAGES = "'permissions':['createStagedPackage']";
  private static final TestPackage NEXT = TestPackage.of("rocket", "1.1.0");

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();
  private Client writer = registry.anyone();

  @BeforeEach
  void open() {
    writer = registry.with(registry.user("alice"));
    var first = TestPackage.of("rocket", "1.0.0");
    assertThat(writer.put(first.path(), first.document()).status()).isEqualTo(201);
    alice = registry.with(registry.session("alice"));
    Trusting.add(alice, "rocket", github("acme/rocket", STAGES));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Client minted(String name) {
    return registry.with(registry.minted(name, job("acme/rocket")));
  }

  private static Client.Answer stage(Client client, TestPackage wanted) {
    return client.post("/-/stage/package" + wanted.path(), wanted.document());
  }

  private static String id(Client.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().text("stageId").orElseThrow();
  }

  private static Client.Answer approve(Client client, String id) {
    return client.post("/-/stage/" + id + "/approve", "");
  }

  private static List<JsonObject> items(Client.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().array("items").orElseThrow().items().stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private EntryKind kind() {
    return registry.events().getLast().kind();
  }

  @Test
  void aJobStagesAndAPersonApproves() {
    var job = minted("rocket");
    var published = job.put("/rocket", NEXT.document());
    assertThat(published.status()).isEqualTo(403);
    SENTENCES.check("a publish", published.message());

    var staged = stage(job, NEXT);
    Approved.check("stage", Approved.reply(staged));
    var id = id(staged);
    assertThat(kind()).isEqualTo(EventKind.VERSION_STAGED);
    assertThat(registry.anyone().get("/rocket/1.1.0").status()).isEqualTo(404);
    assertThat(registry.anyone().get("/rocket/-/rocket-1.1.0.tgz").status()).isEqualTo(404);
    assertThat(registry.anyone().get("/rocket").text()).doesNotContain("1.1.0");

    Approved.check("stage-list", Approved.reply(alice.get("/-/stage?page=0&perPage=100")));
    assertThat(alice.get("/-/stage/" + id).json()).isEqualTo(items(alice.get("/-/stage")).get(0));
    assertThat(alice.get("/-/stage/" + id + "/tarball").bytes()).isEqualTo(NEXT.tarball());

    var approved = approve(alice, id);
    assertThat(approved.status()).as(approved.text()).isEqualTo(201);
    SENTENCES.check("approved", approved.json().text("message").orElseThrow());
    assertThat(registry.events().getLast().actor()).isEqualTo("person:alice");
    assertThat(kind()).isEqualTo(EventKind.STAGED_VERSION_APPROVED);
    assertThat(registry.anyone().get("/rocket/-/rocket-1.1.0.tgz").bytes())
        .isEqualTo(NEXT.tarball());
    var latest = registry.anyone().get("/rocket/latest").json();
    assertThat(latest.text("version")).contains("1.1.0");
    var publishedBy = latest.object("_npmUser").orElseThrow();
    assertThat(publishedBy.text("name")).contains("GitHub Actions");
    assertThat(publishedBy.object("trustedPublisher").flatMap(by -> by.text("id")))
        .contains("github");
    assertThat(publishedBy.object("approver"))
        .contains(JsonObject.with("name", "alice").and("email", "alice@acme.example").build());
  }

  /** A browser shows it, too: on the page of the package, in the list of versions and at home. */
  @Test
  void whoApprovedAVersionIsNamedBesideWhoStagedIt() {
    approve(alice, id(stage(minted("rocket"), NEXT)));
    approve(alice, id(stage(writer, TestPackage.of("rocket", "1.2.0").tagged("next"))));
    var browser = registry.anyone().with("accept", "text/html");
    var page = shown(browser.get("/rocket"));
    assertThat(page)
        .contains("Published by GitHub Actions A CI job, trusted for this package.")
        .contains("It was staged, and alice approved it.")
        .contains("by GitHub Actions, acme/rocket, approved by alice")
        .contains("by alice, approved by alice")
        .doesNotContain("alice@acme.example");
    assertThat(shown(browser.get("/"))).contains("acme/rocket, approved by alice");
  }

  /** The words of a page, without their markup. */
  private static String shown(Client.Answer page) {
    return page.text().replaceAll("<[^>]*>", "").replaceAll("\\s+", " ");
  }

  @Test
  void whatIsRejectedIsGoneAndItsVersionIsFree() {
    var id = id(stage(minted("rocket"), NEXT));
    var rejected = alice.delete("/-/stage/" + id);
    assertThat(rejected.status()).as(rejected.text()).isEqualTo(204);
    assertThat(kind()).isEqualTo(EventKind.STAGED_VERSION_REJECTED);
    assertThat(items(alice.get("/-/stage"))).isEmpty();
    for (var gone :
        List.of(
            alice.get("/-/stage/" + id),
            alice.get("/-/stage/" + id + "/tarball"),
            alice.delete("/-/stage/" + id),
            approve(alice, id))) {
      assertThat(gone.problem()).isEqualTo("staged-version-not-found");
    }
    assertThat(writer.put("/rocket", NEXT.document()).status()).isEqualTo(201);
  }

  @Test
  @Covers({"P18", "P19", "S66"})
  void aJobDoesNothingWithWhatItHasStaged() {
    var job = minted("rocket");
    var id = id(stage(job, NEXT));
    var one = "/-/stage/" + id;
    for (var answer :
        List.of(
            job.get("/-/stage"),
            job.get(one),
            job.get(one + "/tarball"),
            job.delete(one),
            approve(job, id))) {
      assertThat(answer.status()).isEqualTo(403);
      SENTENCES.check(answer.message());
    }
    // It cannot be replaced either, by nobody.
    var other = NEXT.file("package/other.txt", "x");
    assertThat(stage(minted("rocket"), other).problem()).isEqualTo("version-staged");
    assertThat(stage(writer, other).problem()).isEqualTo("version-staged");
    assertThat(alice.get(one + "/tarball").bytes()).isEqualTo(NEXT.tarball());
  }

  @Test
  void whoMayOnlyPublishMayNotStage() {
    Trusting.add(alice, "rocket", github("acme/direct", "'permissions':['createPackage']"));
    var direct = registry.with(registry.minted("rocket", job("acme/direct")));
    var refused = stage(direct, NEXT);
    assertThat(refused.status()).isEqualTo(403);
    SENTENCES.check("who may only publish", refused.message());
    var other = stage(minted("rocket"), TestPackage.of("other", "1.0.0"));
    SENTENCES.check("another package", other.message());
    var asked =
        registry
            .with(registry.github().sign(job("acme/direct")))
            .with("npm-command", "stage")
            .post("/-/npm/v1/oidc/token/exchange/package/rocket", "");
    assertThat(asked.problem()).isEqualTo("policy");
  }

  @Test
  @Covers("S61")
  void itIsSeenAndDecidedByThoseWhoMayPublishIt() {
    registry.addUser("mallory", false);
    registry.addUser("root", true);
    var id = id(stage(minted("rocket"), NEXT));
    for (var stranger :
        List.of(
            registry.with(registry.session("mallory")),
            registry.with(registry.token("alice", true, "other")))) {
      assertThat(items(stranger.get("/-/stage"))).isEmpty();
      assertThat(items(stranger.get("/-/stage?package=rocket"))).isEmpty();
      assertThat(stranger.get("/-/stage/" + id).problem()).isEqualTo("staged-version-not-found");
      assertThat(stranger.get("/-/stage/" + id + "/tarball").status()).isEqualTo(404);
      assertThat(approve(stranger, id).status()).isEqualTo(404);
      assertThat(stranger.delete("/-/stage/" + id).status()).isEqualTo(404);
    }
    assertThat(approve(registry.anyone(), id).status()).isEqualTo(401);

    var reader = registry.with(registry.token("alice", false));
    assertThat(items(reader.get("/-/stage"))).hasSize(1);
    assertThat(reader.get("/-/stage/" + id + "/tarball").status()).isEqualTo(200);
    SENTENCES.check("a token that reads", approve(reader, id).message());
    assertThat(reader.delete("/-/stage/" + id).status()).isEqualTo(403);

    assertThat(items(registry.with(registry.session("root")).get("/-/stage"))).hasSize(1);
    assertThat(approve(writer, id).message()).contains("approves and rejects nothing");
    assertThat(approve(alice, id).status()).isEqualTo(201);
  }

  @Test
  void aVersionIsStagedOrPublishedAndNeverBoth() {
    assertThat(stage(writer, TestPackage.of("rocket", "1.0.0")).problem())
        .isEqualTo("version-exists");
    var staged = stage(writer, NEXT);
    var again = stage(writer, NEXT);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json()).isEqualTo(staged.json());
    assertThat(items(alice.get("/-/stage"))).hasSize(1);
    var published = writer.put("/rocket", NEXT.document());
    assertThat(published.status()).isEqualTo(409);
    assertThat(published.problem()).isEqualTo("version-staged");
    assertThat(approve(alice, id(staged)).status()).isEqualTo(201);
    assertThat(stage(writer, NEXT).problem()).isEqualTo("version-exists");
    assertThat(writer.put("/rocket", NEXT.document()).problem()).isEqualTo("version-exists");
  }

  @Test
  void otherVersionsArePublishedMeanwhile() {
    var id = id(stage(writer, NEXT.tagged("next")));
    assertThat(writer.put("/rocket", TestPackage.of("rocket", "1.2.0").document()).status())
        .isEqualTo(201);
    assertThat(approve(alice, id).status()).isEqualTo(201);
    assertThat(registry.anyone().get("/-/package/rocket/dist-tags").json())
        .isEqualTo(JsonObject.with("latest", "1.2.0").and("next", "1.1.0").build());
  }

  @Test
  @Covers("P17")
  void whereOnlyTrustedPublishersMayWriteOnlyWhatCameFromOneIsApproved() {
    var byHand = id(stage(writer, NEXT));
    var byJob = id(stage(minted("rocket"), TestPackage.of("rocket", "1.2.0")));
    var lock = "/-/api/v1/publishing/rocket";
    assertThat(alice.put(lock, "{\"trustedOnly\":true}").status()).isEqualTo(200);

    for (var person : List.of(alice, writer)) {
      assertThat(stage(person, TestPackage.of("rocket", "1.3.0")).status()).isEqualTo(403);
      assertThat(approve(person, byHand).status()).isEqualTo(403);
      assertThat(person.post("/-/api/v1/held/rocket/" + byHand + "/release", "").status())
          .isIn(403, 404);
    }
    assertThat(approve(alice, byHand).message())
        .startsWith("Only trusted publishers may write to rocket since");
    assertThat(registry.versions("rocket")).hasSize(1);
    assertThat(approve(alice, byJob).status()).isEqualTo(201);
    assertThat(alice.delete("/-/stage/" + byHand).status()).isEqualTo(204);
  }

  @Test
  @Covers("S65")
  void ofManyWhoDecideAtOnceOneDecides() {
    var id = id(stage(minted("rocket"), NEXT));
    var answers = AtOnce.all(IntStream.range(0, 10), i -> approve(alice, id).status());
    assertThat(answers).containsOnly(201, 404);
    assertThat(answers.stream().filter(status -> status == 201)).hasSize(1);
    assertThat(registry.versions("rocket")).hasSize(2);

    var other = id(stage(minted("rocket"), TestPackage.of("rocket", "1.2.0")));
    var both =
        AtOnce.all(
            IntStream.range(0, 2),
            i -> (i == 0 ? approve(alice, other) : alice.delete("/-/stage/" + other)).status());
    assertThat(both).containsAnyOf(201, 204).contains(404);
    assertThat(registry.versions("rocket")).hasSize(both.contains(201) ? 3 : 2);
  }

  /** Whoever approves counts the versions while nobody adds one. */
  @Test
  void ofManyThatAreApprovedAtOnceNoMoreComeOutThanThereMayBe() throws InterruptedException {
    try (var small = TestRegistry.start(Limits.standard().withVersionsMax(3));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var owner = small.maintainerOf("rocket", "alice");
      var ids =
          IntStream.range(0, 8)
              .mapToObj(i -> id(stage(owner, TestPackage.of("rocket", "2.0." + i))))
              .toList();
      // Those of one sign-in wait for each other anyway.
      var owners = ids.stream().map(id -> small.with(small.session("alice"))).toList();
      if (small.inside().manyWriteAtOnce()) {
        var begun = new CountDownLatch(1);
        threads.execute(() -> small.inside().keepUntilWaitedFor("rocket", 8, begun));
        begun.await();
      }
      var answers =
          AtOnce.all(IntStream.range(0, 8), i -> approve(owners.get(i), ids.get(i)).status());
      assertThat(answers).containsOnly(201, 409);
      assertThat(answers.stream().filter(status -> status == 201)).hasSize(2);
      assertThat(small.versions("rocket")).hasSize(3);
      assertThat(small.rows("held_version")).isEqualTo(6);
    }
  }

  @Test
  void theFirstVersionOfAPackageIsStagedTooAndNobodySeesThatItIsThere() {
    Trusting.add(alice, "shuttle", github("acme/rocket", STAGES));
    var id = id(stage(minted("shuttle"), TestPackage.of("shuttle", "1.0.0")));
    assertThat(registry.anyone().get("/shuttle").status()).isEqualTo(404);
    assertThat(alice.get("/shuttle").status()).isEqualTo(404);
    registry.addUser("bob", false);
    var bob = registry.with(registry.token("bob", true));
    var taken = TestPackage.of("shuttle", "2.0.0");
    assertThat(bob.put("/shuttle", taken.document()).status()).isEqualTo(403);
    assertThat(approve(alice, id).status()).isEqualTo(201);
    assertThat(registry.anyone().get("/shuttle/latest").json().text("version")).contains("1.0.0");

    // Its name is like the end of another address.
    var approve = TestPackage.of("approve", "1.0.0").access("public");
    assertThat(approve(alice, id(stage(writer, approve))).status()).isEqualTo(201);
    assertThat(registry.anyone().get("/approve").status()).isEqualTo(200);
  }

  @Test
  void itIsListedPageByPageTheNewestFirst() {
    for (int i = 1; i <= 3; i++) {
      id(stage(writer, TestPackage.of("rocket", "1." + i + ".0")));
    }
    id(stage(writer, TestPackage.of("shuttle", "1.0.0")));
    assertThat(versions("?package=rocket&page=0&perPage=2")).containsExactly("1.3.0", "1.2.0");
    assertThat(versions("?package=rocket&page=1&perPage=2")).containsExactly("1.1.0");
    assertThat(versions("?package=rocket&page=2&perPage=2")).isEmpty();
    assertThat(versions("")).hasSize(4).startsWith("1.0.0");
    assertThat(alice.get("/-/stage?package=rocket&perPage=2").text())
        .contains("\"page\":0", "\"perPage\":2", "\"total\":3");
    assertThat(alice.get("/-/stage?page=-1").problem()).isEqualTo("malformed-request");
    assertThat(alice.get("/-/stage?package=@x").problem()).isEqualTo("invalid-name");
  }

  private List<String> versions(String query) {
    return items(alice.get("/-/stage" + query)).stream()
        .map(item -> item.text("version").orElseThrow())
        .toList();
  }

  @Test
  void itKeepsToWhatTheTokenIsBoundTo() {
    var terms = "'distTags':['next']";
    Trusting.add(
        alice,
        "rocket",
        github("acme/bound", STAGES, terms, "'token':{'minutes':5,'singleUse':true}"));
    var bound = registry.with(registry.minted("rocket", job("acme/bound")));
    SENTENCES.check(stage(bound, NEXT).message());
    assertThat(stage(bound, NEXT.tagged("next")).status()).isEqualTo(201);
    assertThat(stage(bound, TestPackage.of("rocket", "1.2.0").tagged("next")).status())
        .isEqualTo(401);
  }

  @Test
  void whatIsNoVersionIsNotStaged() {
    var deprecation =
        Trusting.quoted(
            "{'_id':'rocket','name':'rocket','versions':{'1.0.0':{'name':'rocket',"
                + "'version':'1.0.0','deprecated':'no'}}}");
    assertThat(writer.post("/-/stage/package/rocket", deprecation).problem())
        .isEqualTo("malformed-publish");
    assertThat(writer.post("/-/stage/package/rocket", "{}").status()).isEqualTo(400);
    var wrong = NEXT.document().replaceFirst("sha512-....", "sha512-AAAA");
    assertThat(writer.post("/-/stage/package/rocket", wrong).status()).isEqualTo(400);
    assertThat(items(alice.get("/-/stage"))).isEmpty();
  }
}
