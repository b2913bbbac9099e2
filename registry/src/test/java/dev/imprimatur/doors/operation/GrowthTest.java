package dev.imprimatur.doors.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.testkit.ci.CircleCi;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nobody needs any more goes, and what somebody needs stays. */
final class GrowthTest {
  private static final int LOOKS = 32;

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    alice = registry.with(registry.session("alice"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  /** All folders are looked at after some times. */
  private void keepHouse() {
    for (int i = 0; i < LOOKS; i++) {
      registry.keepHouse();
    }
  }

  private Path blob(String text) throws IOException {
    var digest = text.repeat(128).substring(0, 128);
    var folder =
        registry
            .folder()
            .resolve("blobs/sha512")
            .resolve(digest.substring(0, 2))
            .resolve(digest.substring(2, 4));
    Files.createDirectories(folder);
    return Files.writeString(folder.resolve(digest), "litter");
  }

  private void age(Path file, Duration age) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(registry.clock().instant().minus(age)));
  }

  private List<Path> kept() throws IOException {
    try (var files = Files.walk(registry.folder().resolve("blobs/sha512"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  @Covers("B406")
  void bytesThatNoVersionNamesArePutAsideAndRemoved() throws IOException {
    var rocket = TestPackage.of("rocket", "1.0.0");
    assertThat(alice.put("/rocket", rocket.document()).status()).isEqualTo(201);
    var published = kept().getFirst();
    age(published, Duration.ofDays(2));
    age(blob("00"), Duration.ofDays(2));
    age(blob("fe"), Duration.ofDays(2));
    var young = blob("a1");
    age(young, Duration.ofMinutes(50));

    keepHouse();

    assertThat(kept()).containsExactlyInAnyOrder(published, young);
    var aside = registry.folder().resolve("blobs/aside");
    assertThat(aside).isDirectoryContaining("glob:**00*").isDirectoryContaining("glob:**fe*");
    Files.delete(young);
    registry.clock().advance(Duration.ofDays(8));
    keepHouse();
    assertThat(aside).isEmptyDirectory();
    assertThat(registry.anyone().get("/rocket/-/rocket-1.0.0.tgz").bytes())
        .isEqualTo(rocket.tarball());
  }

  /** An older backup, or another database by mistake, names less than there is. */
  @Test
  @Covers("B406")
  void whatIsNamedAgainIsBroughtBack() throws IOException {
    var rocket = TestPackage.of("rocket", "1.0.0");
    assertThat(alice.put("/rocket", rocket.document()).status()).isEqualTo(201);
    var published = kept().getFirst();
    age(published, Duration.ofDays(2));
    var integrity = registry.inside().texts("version", "integrity").getFirst();
    registry.sql("UPDATE version SET integrity = ?", "sha512-" + "A".repeat(86) + "==");
    keepHouse();
    assertThat(published).doesNotExist();
    registry.sql("UPDATE version SET integrity = ?", integrity);
    registry.keepHouse();
    assertThat(published).exists();
    assertThat(registry.anyone().get("/rocket/-/rocket-1.0.0.tgz").bytes())
        .isEqualTo(rocket.tarball());
  }

  @Test
  @Covers("B409")
  void anIssuerThatFollowsFromAPublisherGoesWithTheLastOne() {
    var first = Trusting.add(alice, "rocket", circleCi("acme"));
    var second = Trusting.add(alice, "lander", circleCi("acme"));
    for (int i = 0; i < 20; i++) {
      var id = Trusting.add(alice, "many", circleCi("org-" + i));
      assertThat(alice.delete(Trusting.path("many") + "/" + id).status()).isEqualTo(204);
    }
    assertThat(registry.rows("issuer")).isEqualTo(21);
    registry.keepHouse();
    assertThat(registry.rows("issuer")).isEqualTo(1);
    assertThat(alice.delete(Trusting.path("rocket") + "/" + first).status()).isEqualTo(204);
    registry.keepHouse();
    assertThat(registry.rows("issuer")).isEqualTo(1);
    assertThat(alice.delete(Trusting.path("lander") + "/" + second).status()).isEqualTo(204);
    registry.keepHouse();
    assertThat(registry.rows("issuer")).isZero();
    Trusting.add(alice, "rocket", circleCi("acme"));
    assertThat(registry.rows("issuer")).isEqualTo(1);
  }

  private static String circleCi(String organization) {
    return ("{'type':'circleci','claims':{'oidc.circleci.com/org-id':'%s',"
            + "'oidc.circleci.com/project-id':'%s','oidc.circleci.com/pipeline-definition-id':'%s',"
            + "'oidc.circleci.com/vcs-origin':'github.com/acme/rocket'}}")
        .formatted(
            CircleCi.organizationId(organization),
            CircleCi.projectId("acme/rocket"),
            CircleCi.definitionId("acme/rocket"));
  }

  /** Whoever may not decide about a package makes nobody be asked for it. */
  @Test
  @Covers("B408")
  void rightsComeBeforeLookUps() {
    var plan =
        "{\"packages\":{\"rocket\":{\"publishers\":["
            + Trusting.quoted(Trusting.github("acme/rocket"))
            + "]}}}";
    var before = registry.lookups().hosts().size();
    for (var who :
        List.of(
            registry.with(registry.token("alice", false)),
            registry.with(registry.token("alice", true)))) {
      for (var step : List.of("plan", "apply")) {
        var answer = who.post("/-/api/v1/trust/" + step, plan);
        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
      }
    }
    assertThat(registry.lookups().hosts()).hasSize(before);
    assertThat(registry.rows("publisher")).isZero();
  }

  /** Callers who have proved nothing leave room for jobs that have proved whose they are. */
  @Test
  @Covers("B410")
  void whoeverFillsTheAuditLogLeavesRoomForOthers() {
    for (int i = 0; i < 150; i++) {
      registry.exchange("rocket", "no.good.token");
    }
    long before = registry.rows("audit_event");
    var job = registry.github().sign(TestRegistry.job("newcomer/rocket"));
    assertThat(registry.exchange("rocket", job).problem()).isEqualTo("no-publisher");
    assertThat(registry.rows("audit_event")).isEqualTo(before + 1);
    registry.exchange("rocket", "no.good.token");
    assertThat(registry.rows("audit_event")).isEqualTo(before + 1);
  }

  /** Whoever goes on for long enough is not remembered for ever, and the rest is. */
  @Test
  @Covers("B410")
  void theOldestRefusalsOfStrangersAreForgotten() {
    registry.exchange("rocket", "no.good.token");
    registry.inside().refuseStrangers(1799);
    assertThat(registry.rows("audit_event")).isEqualTo(1800);
    keepHouse();
    assertThat(registry.rows("audit_event")).isEqualTo(1301);
    var verified = registry.terminal().run("audit", "verify");
    assertThat(verified.exit()).as(verified.err()).isZero();
    assertThat(verified.out()).contains(", 500 more of strangers that are forgotten, and its head");
  }

  /** What fails in one place is no reason to leave all others as they are. */
  @Test
  void housekeepingGoesOnWhereOneStepFails() {
    var session = registry.session("alice");
    assertThat(session).isNotEmpty();
    registry.clock().advance(Duration.ofDays(40));
    long tokens = registry.rows("token");
    registry.sql("ALTER TABLE publish_burst RENAME TO elsewhere");
    registry.keepHouse();
    registry.sql("ALTER TABLE elsewhere RENAME TO release");
    assertThat(registry.rows("token")).isLessThan(tokens);
    assertThat(registry.logged()).anyMatch(line -> line.contains("failed to forget releases"));
  }

  /** A database that is away is told of once, and not by everybody who asks. */
  @Test
  @Covers("B412")
  void anOutageIsOneLineAndNoTrace() {
    registry.breakDatabase();
    int before = registry.logged().size();
    for (int i = 0; i < 20; i++) {
      assertThat(registry.anyone().get("/rocket").problem()).isEqualTo("overloaded");
      var answer = alice.get("/-/whoami");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("retry-after")).isPresent();
    }
    var lines =
        registry.logged().stream().skip(before).filter(line -> !line.contains("method=")).toList();
    assertThat(lines).hasSize(1);
    assertThat(lines).noneMatch(line -> line.contains("\tat "));
  }

  /** Old npm resolves by it (npm/registry, "abbreviated version object"). */
  @Test
  void theSmallDocumentHasWhatOldClientsResolveBy() {
    var wanted =
        TestPackage.of("fields", "1.0.0")
            .member("acceptDependencies", JsonObject.with("left", "1 || 2").build());
    assertThat(alice.put("/fields", wanted.document()).status()).isEqualTo(201);
    var small = registry.anyone().with("accept", "application/vnd.npm.install-v1+json");
    assertThat(small.get("/fields").text())
        .contains("\"acceptDependencies\":{\"left\":\"1 || 2\"}");
    assertThat(registry.anyone().get("/fields/").status()).isEqualTo(200);
  }
}
