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
 * What nobody leaves behind who was refused: no credential was given out, no identity token was
 * spent, nothing was published, nobody was asked but issuers, exactly one event tells of a refused
 * exchange, and what was sent to prove something is in no answer, log or event.
 *
 * <p>It is beside every request of a test's client, so that no test can forget to look. Requests at
 * the same time are one crowd, which is looked at when its last one is answered. Guarded by its own
 * lock.
 */
final class RefusalInvariants {
  /** What a refusal may write into the audit log. */
  private static final Set<EntryKind> RECORDED =
      Set.of(EventKind.EXCHANGE_REFUSED, EventKind.IDENTITY_DRIFTED, EventKind.SIGN_IN_REFUSED);

  private static final Pattern EXCHANGE =
      Pattern.compile("POST /-/(npm/v1/oidc/token/exchange|api/v1/oidc/(read|manage)-token).*");

  /** What is refused before anybody asks what a token proves, or when nobody can ask. */
  private static final Set<String> UNJUDGED =
      Set.of("invalid-name", "invalid-version", "malformed-request", "overloaded", "broken");

  /** What may be told or not: it depends on which part of the database still works. */
  private static final Set<String> OUTAGES = Set.of("overloaded", "broken");

  /** How many refusals of strangers are written in a minute. */
  private static final int WRITTEN_MAX = 120;

  private static final int SECRET_LENGTH_MIN = 20;

  private final TestRegistry registry;
  private final List<Visit> crowd = new ArrayList<>();
  private int inside;
  private int entered;
  private boolean blind;
  private Footprint before = Footprint.NONE;
  private int lookups;
  private int lines;

  RefusalInvariants(TestRegistry registry) {
    this.registry = registry;
  }

  /** A request, and what came of it. */
  private record Visit(String request, String credential, Client.Answer answer) {
    boolean isRefused() {
      return answer.status() >= 400;
    }

    boolean isRefusedExchange() {
      return isRefused() && EXCHANGE.matcher(request).matches();
    }

    /** What of its credential could be used again, unless that is no real one. */
    Optional<String> secret() {
      var signature = credential.substring(credential.lastIndexOf('.') + 1);
      return signature.length() > SECRET_LENGTH_MIN ? Optional.of(signature) : Optional.empty();
    }

    /** Which problem it was told; empty where a page says so in its own words. */
    String problem() {
      return answer.text().startsWith("{") ? answer.problem() : "";
    }

    @Override
    public String toString() {
      return request + " " + answer.status() + " " + answer.text();
    }
  }

  /**
   * Looks at the registry before and after a request.
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

  /** Does something at the same time that is no request, and may change what requests may not. */
  void beside(Runnable deed) {
    enter();
    try {
      deed.run();
    } finally {
      leave(List.of());
    }
  }

  /** From now on its database cannot be looked into. */
  synchronized void loseSight() {
    blind = true;
  }

  synchronized void regainSight() {
    blind = false;
  }

  private synchronized void enter() {
    if (inside == 0) {
      before = blind ? Footprint.NONE : registry.inside().footprint();
      lookups = registry.lookups().hosts().size();
      lines = registry.log().size();
    }
    inside++;
    entered++;
  }

  private synchronized void leave(List<Visit> answered) {
    crowd.addAll(answered);
    inside--;
    if (inside == 0) {
      var visits = List.copyOf(crowd);
      // What had no answer may have been taken.
      long taken = entered - visits.stream().filter(Visit::isRefused).count();
      crowd.clear();
      entered = 0;
      look(visits, taken);
    }
  }

  private void look(List<Visit> visits, long taken) {
    var logged = registry.log().after(lines);
    visits.forEach(visit -> requireUntold(visit, logged));
    if (blind || visits.stream().noneMatch(Visit::isRefused)) {
      return;
    }
    var after = registry.inside().footprint();
    if (taken == 0) {
      assertThat(after.rows()).as("%s", visits).isEqualTo(before.rows());
    } else {
      for (var counted : List.of("token", "redeemed_token", "version")) {
        assertThat(after.of(counted) - before.of(counted))
            .as("%s after %s", counted, visits)
            .isLessThanOrEqualTo(taken);
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

  /** One for each refused exchange, unless strangers fill the log; and none for anything else. */
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

  /** What was refused to several who wait for one name is told to each of them, and was one. */
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
