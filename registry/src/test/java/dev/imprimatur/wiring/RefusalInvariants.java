package dev.imprimatur.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.audit.Entry;
import dev.imprimatur.audit.EntryKind;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.wiring.RegistryInternals.Footprint;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The invariants of every refusal: no credential was given out, no identity token was spent,
 * nothing was published, nobody was asked but issuers, exactly one event tells of a refused
 * exchange, and what was sent to prove something is in no answer, log or event.
 *
 * <p>It is beside every request of a test's client, so that no test can forget to look. Requests at
 * the same time are one group, which is checked when its last one is answered. Guarded by its own
 * lock.
 */
final class RefusalInvariants {
  /** The events that a refusal may write into the audit log. */
  private static final Set<EntryKind> RECORDED =
      Set.of(
          EventKind.EXCHANGE_REFUSED,
          EventKind.IDENTITY_DRIFTED,
          EventKind.SIGN_IN_REFUSED,
          EventKind.SIGN_ON_REFUSED,
          EventKind.LINK_REFUSED,
          EventKind.SECOND_FACTOR_REFUSED);

  private static final Pattern EXCHANGE =
      Pattern.compile(
          "POST /(-/npm/v1/oidc/token/exchange|-/api/v1/oidc/(read|manage)-token"
              + "|access/api/v1/oidc/token).*");

  /** Problems that are found before a token is verified, or when none can be. */
  private static final Set<String> UNJUDGED =
      Set.of(
          "no-such-address",
          "invalid-name",
          "invalid-version",
          "malformed-request",
          "body-too-large",
          "overloaded",
          "broken");

  /**
   * Problems that may be in the log or not: it depends on which part of the database still works.
   */
  private static final Set<String> OUTAGES = Set.of("overloaded", "broken");

  /** The number of refusals of strangers that are written in a minute. */
  private static final int WRITTEN_MAX = 120;

  private static final int SECRET_LENGTH_MIN = 20;

  private final TestRegistry registry;
  private final List<Visit> group = new ArrayList<>();
  private int inside;
  private int entered;
  private int deeds;
  private boolean suspended;
  private Footprint before = Footprint.NONE;
  private int lookups;
  private int lines;

  RefusalInvariants(TestRegistry registry) {
    this.registry = registry;
  }

  /** A request and its answer. */
  private record Visit(String request, String credential, Client.Answer answer) {
    boolean isRefused() {
      return answer.status() >= 400;
    }

    boolean isRefusedExchange() {
      return isRefused() && EXCHANGE.matcher(request).matches();
    }

    /** Returns the part of its credential that could be used again, unless that is no real one. */
    Optional<String> secret() {
      var signature = credential.substring(credential.lastIndexOf('.') + 1);
      return signature.length() > SECRET_LENGTH_MIN ? Optional.of(signature) : Optional.empty();
    }

    /**
     * Returns the code of the problem in its answer; empty where a page says so in its own words.
     */
    String problem() {
      return answer.text().startsWith("{") ? answer.problem() : "";
    }

    @Override
    public String toString() {
      return request + " " + answer.status() + " " + answer.text();
    }
  }

  /**
   * Sends a request, and compares the registry before and after it.
   *
   * @param request its method and path
   * @param credential what its sender proves who they are with
   */
  Client.Answer beside(String request, String credential, Supplier<Client.Answer> sending) {
    enter();
    List<Visit> answered = List.of();
    try {
      var answer = sending.get();
      answered = List.of(new Visit(request, credential, answer));
      return answer;
    } finally {
      leave(answered);
    }
  }

  /**
   * Does something that is no request; requests at the same time are compared as if one more of
   * them had been taken.
   */
  void beside(Runnable deed) {
    begin();
    try {
      deed.run();
    } finally {
      end();
    }
  }

  private synchronized void begin() {
    deeds++;
    entered++;
  }

  private synchronized void end() {
    deeds--;
  }

  /** Stops comparing, as the database can no longer be read. */
  synchronized void suspend() {
    suspended = true;
  }

  synchronized void resume() {
    suspended = false;
  }

  private synchronized void enter() {
    if (inside == 0) {
      before = suspended ? Footprint.NONE : registry.inside().footprint();
      lookups = registry.lookups().hosts().size();
      lines = registry.log().size();
      entered = deeds;
    }
    inside++;
    entered++;
  }

  private synchronized void leave(List<Visit> answered) {
    group.addAll(answered);
    inside--;
    if (inside == 0) {
      var visits = List.copyOf(group);
      // What had no answer may have been taken.
      long taken = entered - visits.stream().filter(Visit::isRefused).count();
      group.clear();
      check(visits, taken);
    }
  }

  private void check(List<Visit> visits, long taken) {
    var logged = registry.log().after(lines);
    visits.forEach(visit -> requireUntold(visit, logged));
    if (suspended || visits.stream().noneMatch(Visit::isRefused)) {
      return;
    }
    var after = registry.inside().footprint();
    if (taken == 0) {
      assertThat(after.rows()).as("%s", visits).isEqualTo(before.rows());
    } else {
      // One approval lets all of a release group go.
      long letGo = Math.max(0, before.of("held_version") - after.of("held_version"));
      for (var counted : List.of("token", "redeemed_token", "version")) {
        assertThat(after.of(counted) - before.of(counted))
            .as("%s after %s", counted, visits)
            .isLessThanOrEqualTo(counted.equals("version") ? Math.max(taken, letGo) : taken);
      }
    }
    var exchanges = visits.stream().filter(Visit::isRefusedExchange).toList();
    if (exchanges.size() == visits.size()) {
      requireNobodyAsked(visits);
    }
    requireEvents(exchanges, taken);
  }

  private void requireNobodyAsked(List<Visit> visits) {
    var hosts = registry.lookups().hosts();
    assertThat(hosts.subList(lookups, hosts.size()))
        .as("%s", visits)
        .isSubsetOf(registry.inside().issuers().map(url -> URI.create(url).getHost()).toList());
    assertThat(registry.github().requestsElsewhere()).as("%s", visits).isZero();
  }

  /**
   * Requires one event for each refused exchange, unless strangers fill the log, and none for
   * anything else.
   */
  private void requireEvents(List<Visit> exchanges, long taken) {
    var events = registry.inside().eventsAfter(before.events());
    var all =
        refusals(events).stream()
            .map(event -> event.facts().text("problem").orElseThrow())
            .toList();
    var told = all.stream().filter(problem -> !OUTAGES.contains(problem)).toList();
    var problems = exchanges.stream().map(Visit::problem).toList();
    assertThat(all.size() - told.size())
        .as("%s", exchanges)
        .isLessThanOrEqualTo((int) problems.stream().filter(OUTAGES::contains).count());
    var wanted = problems.stream().filter(problem -> !UNJUDGED.contains(problem)).toList();
    if (registry.inside().refusalsOfLastMinute() < WRITTEN_MAX) {
      assertThat(told).as("%s", exchanges).hasSameSizeAs(wanted);
      wanted.stream()
          .filter(problem -> !problem.isEmpty())
          .forEach(problem -> assertThat(told).as("%s", exchanges).contains(problem));
    } else {
      assertThat(told).as("%s", exchanges).hasSizeLessThanOrEqualTo(wanted.size());
    }
    if (taken == 0) {
      assertThat(events).extracting(Entry::kind).isSubsetOf(RECORDED);
    }
    for (var visit : exchanges) {
      visit
          .secret()
          .ifPresent(
              secret -> assertThat(events).noneMatch(event -> event.factsText().contains(secret)));
    }
  }

  /**
   * Returns one event for each refusal, as one that concerns several future owners has one for
   * each.
   */
  private static List<Entry> refusals(List<Entry> events) {
    var kept = new ArrayList<Entry>();
    for (var event : events) {
      boolean told =
          kept.stream()
              .anyMatch(other ->
                  other.packageName().equals(event.packageName())
                      && other.facts().object("claims").equals(event.facts().object("claims"))
                      && !waiting(other).equals(waiting(event)));
      if (event.kind() == EventKind.EXCHANGE_REFUSED && !told) {
        kept.add(event);
      }
    }
    return kept;
  }

  private static Optional<String> waiting(Entry refused) {
    return refused.facts().text("futureOwner");
  }

  private static void requireUntold(Visit visit, List<String> logged) {
    visit
        .secret()
        .ifPresent(secret -> {
          assertThat(Stream.of(visit.answer().text(), visit.answer().headers().toString()))
              .as("%s", visit)
              .noneMatch(text -> text.contains(secret));
          assertThat(logged).noneMatch(line -> line.contains(secret));
        });
  }
}
