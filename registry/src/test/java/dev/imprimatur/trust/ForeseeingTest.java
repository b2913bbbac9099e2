package dev.imprimatur.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.db.Database;
import dev.imprimatur.db.TestDatabase;
import dev.imprimatur.db.Tx;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Permission;
import dev.imprimatur.npm.PublisherPermissions;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rulebooks.Claims;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.trust.Publisher.Pause;
import dev.imprimatur.trust.PublisherMatcher.Foreseen;
import dev.imprimatur.wiring.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was foreseen of an exchange counts only as long as its publishers stand as they did. */
final class ForeseeingTest {
  private static final PackageName ROCKET = new PackageName("rocket");
  private static final JsonObject IDS =
      JsonObject.with("repository_id", "1").and("repository_owner_id", "2").build();

  private static final Providers PROVIDERS = Providers.usual();
  private static final Issuer GITHUB =
      Providers.anyIssuerOf(PROVIDERS.find("github").orElseThrow());

  private final TestClock clock = new TestClock();
  private final Trust trust =
      new Trust(clock, new Ids(clock, new Random(1)), Limits.standard(), nobodys(), PROVIDERS);

  @TempDir Path folder;
  private Database db;
  private Publisher publisher;

  @BeforeEach
  void trustSomebody() {
    db = TestDatabase.open(folder);
    publisher =
        db.write(tx -> trust.publishers().add(tx, spec("rocket", "acme/rocket"), "operator"));
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void whatHasNotChangedStands() {
    var foreseen = foreseen();
    assertThat(foreseen.matchResult().accepted()).isPresent();
    assertThat(confirmed(foreseen)).contains(foreseen.matchResult());
    assertThat(foreseen().matchResult()).isEqualTo(foreseen.matchResult());
  }

  @Test
  void everyChangeThatAJudgementMayDependOnIsNoticed() {
    var publishers = trust.publishers();
    assertNoticed((tx, id) -> publishers.edit(tx, id, spec("rocket", "acme/shuttle")));
    assertNoticed((tx, id) -> publishers.pause(tx, id, Pause.Kind.REFUSES, "it was too fast"));
    assertNoticed(publishers::resume);
    assertNoticed(publishers::reopen);
    assertNoticed(publishers::activate);
    assertNoticed((tx, id) -> publishers.repin(tx, publishers.require(tx, id), IDS));
    assertNoticed((tx, id) -> publishers.add(tx, spec("rocket", "acme/capsule"), "operator"));
    assertNoticed(publishers::remove);
  }

  private void assertNoticed(BiConsumer<Tx, PublisherId> change) {
    var before = foreseen();
    assertThat(confirmed(before)).isPresent();
    change(change);
    assertThat(confirmed(before)).isEmpty();
  }

  @Test
  void whoFollowsAnotherNameIsNoticed() {
    var first = foreseen();
    db.write(tx -> accepted(tx, first.matchResult()));
    var before = foreseen();
    db.write(tx -> accepted(tx, trust.matcher().match(tx, ROCKET, claims("acme/saturn"))));
    assertThat(confirmed(before)).isEmpty();
  }

  @Test
  void whatWasTakenBackIsNotTakenForWhatCameInItsPlace() {
    assertThatThrownBy(() ->
            db.write(tx -> {
              trust.publishers().edit(tx, publisher.id(), spec("rocket", "acme/shuttle"));
              assertThat(confirm(tx, foreseenBefore())).isEmpty();
              trust.matcher().match(tx, ROCKET, claims("acme/shuttle"));
              throw new IllegalStateException("no");
            }))
        .isInstanceOf(IllegalStateException.class);
    change((tx, id) -> trust.publishers().edit(tx, id, spec("rocket", "acme/capsule")));
    var shuttle = foreseen(claims("acme/shuttle"));
    assertThat(shuttle.matchResult().accepted()).isEmpty();
    assertThat(confirmed(shuttle)).isPresent();
  }

  /** As if it had been looked up before the transaction that asks. */
  private Foreseen foreseenBefore() {
    return new Foreseen(
        new MatchResult(ROCKET.value(), claims("acme/rocket"), List.of()), List.of(publisher));
  }

  @Test
  void whenItWasLastUsedIsKnownAllTheSame() {
    var first = foreseen();
    db.write(tx -> accepted(tx, first.matchResult()));
    var pinned = foreseen();
    clock.advance(Duration.ofMinutes(2));
    db.write(tx -> accepted(tx, confirm(tx, pinned).orElseThrow()));
    var match = confirmed(pinned).orElseThrow().accepted().orElseThrow();
    assertThat(match.publisher().state().lastUsedAt()).contains(clock.instant());
  }

  @Test
  void nothingIsForeseenOfPatterns() {
    db.write(tx -> trust.publishers().add(tx, spec("@acme/*", "acme/*"), "operator"));
    var name = new PackageName("@acme/rocket");
    assertThat(trust.matcher().foresee(db, name, claims("acme/rocket"))).isEmpty();
  }

  private static Ownership nobodys() {
    return new Ownership() {
      @Override
      public List<String> of(Tx tx, PackageName name) {
        return List.of();
      }

      @Override
      public Optional<String> ofScope(Tx tx, String scope) {
        return Optional.empty();
      }
    };
  }

  private void change(BiConsumer<Tx, PublisherId> change) {
    db.write(tx -> {
      change.accept(tx, publisher.id());
      return publisher;
    });
  }

  /** Twice, as the first look after a change may still be at what was before it. */
  private Foreseen foreseen() {
    return foreseen(claims("acme/rocket"));
  }

  private Foreseen foreseen(Claims claims) {
    var first = trust.matcher().foresee(db, ROCKET, claims).orElseThrow();
    return confirmed(first).isPresent()
        ? first
        : trust.matcher().foresee(db, ROCKET, claims).orElseThrow();
  }

  private Optional<MatchResult> confirmed(Foreseen foreseen) {
    return db.write(tx -> confirm(tx, foreseen));
  }

  private Optional<MatchResult> confirm(Tx tx, Foreseen foreseen) {
    return trust.matcher().confirm(tx, foreseen);
  }

  private Publisher accepted(Tx tx, MatchResult matchResult) {
    return trust.matcher().accept(tx, matchResult, () -> true).orElseThrow().publisher();
  }

  private static PublisherSpec spec(String target, String repository) {
    var settings =
        Map.of("repository", List.of(repository), "workflow_ref", List.of("publish.yml"));
    return new PublisherSpec(
        new Target(target),
        GITHUB,
        GITHUB.rulebook().parse(settings),
        JsonObject.EMPTY,
        PublisherPermissions.of(Permission.PUBLISH),
        TokenTerms.USUAL,
        "",
        Optional.empty());
  }

  private static Claims claims(String repository) {
    var workflow = repository + "/.github/workflows/publish.yml@refs/heads/main";
    return new Claims(
        GITHUB,
        JsonObject.with("iss", GITHUB.url())
            .and("repository", repository)
            .and("repository_id", "1")
            .and("repository_owner_id", "2")
            .and("workflow_ref", workflow)
            .and("job_workflow_ref", workflow)
            .and("event_name", "push")
            .and("ref", "refs/heads/main")
            .and("repository_visibility", "private")
            .and("runner_environment", "github-hosted")
            .build());
  }
}
