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
import dev.imprimatur.npm.Powers;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rulebooks.Claims;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.trust.Judging.Foreseen;
import dev.imprimatur.trust.Publisher.Pause;
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
        db.write(tx -> trust.publishers().add(tx, wish("rocket", "acme/rocket"), "operator"));
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void whatHasNotChangedStands() {
    var foreseen = foreseen();
    assertThat(foreseen.judgement().accepted()).isPresent();
    assertThat(confirmed(foreseen)).contains(foreseen.judgement());
    assertThat(foreseen().judgement()).isEqualTo(foreseen.judgement());
  }

  @Test
  void everyChangeThatAJudgementMayDependOnIsNoticed() {
    var publishers = trust.publishers();
    assertNoticed((tx, id) -> publishers.edit(tx, id, wish("rocket", "acme/shuttle")));
    assertNoticed((tx, id) -> publishers.pause(tx, id, Pause.Kind.REFUSES, "it was too fast"));
    assertNoticed(publishers::resume);
    assertNoticed(publishers::reopen);
    assertNoticed(publishers::settle);
    assertNoticed((tx, id) -> publishers.repin(tx, publishers.require(tx, id), IDS));
    assertNoticed((tx, id) -> publishers.add(tx, wish("rocket", "acme/capsule"), "operator"));
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
    db.write(tx -> accepted(tx, first.judgement()));
    var before = foreseen();
    db.write(tx -> accepted(tx, trust.judging().judge(tx, ROCKET, claims("acme/saturn"))));
    assertThat(confirmed(before)).isEmpty();
  }

  @Test
  void whatWasTakenBackIsNotTakenForWhatCameInItsPlace() {
    assertThatThrownBy(() ->
            db.write(tx -> {
              trust.publishers().edit(tx, publisher.id(), wish("rocket", "acme/shuttle"));
              assertThat(confirm(tx, foreseenBefore())).isEmpty();
              trust.judging().judge(tx, ROCKET, claims("acme/shuttle"));
              throw new IllegalStateException("no");
            }))
        .isInstanceOf(IllegalStateException.class);
    change((tx, id) -> trust.publishers().edit(tx, id, wish("rocket", "acme/capsule")));
    var shuttle = foreseen(claims("acme/shuttle"));
    assertThat(shuttle.judgement().accepted()).isEmpty();
    assertThat(confirmed(shuttle)).isPresent();
  }

  /** As if it had been looked up before the transaction that asks. */
  private Foreseen foreseenBefore() {
    return new Foreseen(
        new Judgement(ROCKET.value(), claims("acme/rocket"), List.of()), List.of(publisher));
  }

  @Test
  void whenItWasLastUsedIsKnownAllTheSame() {
    var first = foreseen();
    db.write(tx -> accepted(tx, first.judgement()));
    var pinned = foreseen();
    clock.advance(Duration.ofMinutes(2));
    db.write(tx -> accepted(tx, confirm(tx, pinned).orElseThrow()));
    var judged = confirmed(pinned).orElseThrow().accepted().orElseThrow();
    assertThat(judged.publisher().state().lastUsedAt()).contains(clock.instant());
  }

  @Test
  void nothingIsForeseenOfPatterns() {
    db.write(tx -> trust.publishers().add(tx, wish("@acme/*", "acme/*"), "operator"));
    var name = new PackageName("@acme/rocket");
    assertThat(trust.judging().foresee(db, name, claims("acme/rocket"))).isEmpty();
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
    var first = trust.judging().foresee(db, ROCKET, claims).orElseThrow();
    return confirmed(first).isPresent()
        ? first
        : trust.judging().foresee(db, ROCKET, claims).orElseThrow();
  }

  private Optional<Judgement> confirmed(Foreseen foreseen) {
    return db.write(tx -> confirm(tx, foreseen));
  }

  private Optional<Judgement> confirm(Tx tx, Foreseen foreseen) {
    return trust.judging().confirm(tx, foreseen);
  }

  private Publisher accepted(Tx tx, Judgement judgement) {
    return trust.judging().accept(tx, judgement, () -> true).orElseThrow().publisher();
  }

  private static Wish wish(String target, String repository) {
    var settings =
        Map.of("repository", List.of(repository), "workflow_ref", List.of("publish.yml"));
    return new Wish(
        new Target(target),
        GITHUB,
        GITHUB.rulebook().parse(settings),
        JsonObject.EMPTY,
        Powers.of(Permission.PUBLISH),
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
