package dev.imprimatur.trustadmin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.Permission;
import dev.imprimatur.npm.PublisherPermissions;
import dev.imprimatur.outbound.Outbound;
import dev.imprimatur.outbound.Resolver;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.testkit.Answer;
import dev.imprimatur.testkit.LoopbackServer;
import dev.imprimatur.trust.PublisherSpec;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.TokenTerms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A plan may be for thousands of publishers, and whoever knows their ids may be slow or gone. */
final class IdLookupTest {
  private static final int MANY = 100;
  private static final String IDS = "{\"id\":7,\"owner\":{\"id\":8}}";

  private final LoopbackServer api = LoopbackServer.open();
  private final Outbound outbound = new Outbound(Resolver.ofMachine());
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicLong now = new AtomicLong();
  private final IdLookup lookup = new IdLookup(outbound, now::get);

  @AfterEach
  void close() {
    api.close();
    outbound.close();
  }

  /** Each answer takes so long, by the clock that a look-up goes by. */
  private void answers(Answer answer, Duration each) {
    api.serve(exchange -> {
      asked.incrementAndGet();
      now.addAndGet(each.toNanos());
      return answer;
    });
  }

  private long known() {
    long known = 0;
    for (int i = 0; i < MANY; i++) {
      known += lookup.completed(spec("acme/kit-" + i)).pins().isEmpty() ? 0 : 1;
    }
    return known;
  }

  private PublisherSpec spec(String repository) {
    var provider = Providers.usual().find("github").orElseThrow();
    var reach =
        new Issuer.Reach(true, Optional.empty(), Optional.of(api.address()), Optional.empty());
    var issuer = new Issuer(provider, "https://github.acme.example", reach, Issuer.Terms.USUAL);
    var settings =
        Map.of("repository", List.of(repository), "workflow_ref", List.of("publish.yml"));
    return new PublisherSpec(
        new Target("rocket"),
        issuer,
        issuer.rulebook().parse(settings),
        JsonObject.EMPTY,
        PublisherPermissions.of(Permission.PUBLISH),
        TokenTerms.USUAL,
        "",
        Optional.empty());
  }

  @Test
  void allAreAskedForWhereAnswersAreQuick() {
    answers(Answer.json(IDS), Duration.ofMillis(100));
    assertThat(known()).isEqualTo(MANY);
  }

  @Test
  void theLookUpsOfAMinuteHaveALimitTogether() {
    answers(Answer.json(IDS), Duration.ofSeconds(2));
    assertThat(known()).isEqualTo(10);
    assertThat(asked).hasValue(10);
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(known()).isEqualTo(10);
  }

  @Test
  void whoeverGivesNoAnswerIsLeftAloneForAMinute() {
    answers(new Answer.Whole(200, "application/json", "{"), Duration.ZERO);
    assertThat(known()).isZero();
    assertThat(asked).hasValue(1);
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(known()).isZero();
    assertThat(asked).hasValue(2);
  }

  /** Of one project nothing is known, as it is private or gone; others may well be. */
  @Test
  void whoeverSaysNoIsAskedAgain() {
    answers(Answer.refusal(404, "no"), Duration.ZERO);
    assertThat(known()).isZero();
    assertThat(asked).hasValue(MANY);
  }
}
