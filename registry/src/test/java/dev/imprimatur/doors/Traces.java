package dev.imprimatur.doors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.main.Client;
import dev.imprimatur.main.TestRegistry;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is the same after an attack as before it: no credential was given out, nothing was
 * published, no identity token was spent, and nobody was asked but the issuer that is configured.
 */
public final class Traces {
  /** What nobody may add to who is refused. */
  private static final String[] TABLES = {
    "token", "spent_token", "package", "version", "held_version", "dist_tag", "release"
  };

  private final TestRegistry registry;
  private final Map<String, Long> rows;
  private final long events;
  private final int lookups;

  private Traces(TestRegistry registry) {
    this.registry = registry;
    this.rows = rows(registry);
    this.events = registry.rows("audit_event");
    this.lookups = registry.lookups().hosts().size();
  }

  public static Traces before(TestRegistry registry) {
    return new Traces(registry);
  }

  private static Map<String, Long> rows(TestRegistry registry) {
    var rows = new TreeMap<String, Long>();
    for (var table : TABLES) {
      rows.put(table, registry.rows(table));
    }
    return rows;
  }

  /** An exchange was refused: one event tells of it, and the token is told to nobody. */
  public void requireRefusal(Client.Answer answer, String token) {
    requireUnchanged();
    assertThat(registry.rows("audit_event")).isEqualTo(events + 1);
    var last = registry.events().getLast();
    assertThat(last.kind()).isEqualTo("exchange-refused");
    assertThat(last.facts().text("problem")).contains(answer.problem());
    requireUntold(answer, token);
  }

  /**
   * The same, where the owners were told as well that a project is no longer who it was: once for
   * each such project, however often it comes.
   */
  public void requireRefusalAndDrift(Client.Answer answer, String token) {
    requireUnchanged();
    var after = registry.events().subList((int) events, (int) registry.rows("audit_event"));
    assertThat(after).extracting(event -> event.kind()).startsWith("exchange-refused");
    assertThat(after)
        .extracting(event -> event.kind())
        .containsOnlyOnce("exchange-refused")
        .isSubsetOf("exchange-refused", "identity-drifted");
    requireUntold(answer, token);
  }

  /** Nothing was given out, kept or published, and nobody outside was asked. */
  public void requireUnchanged() {
    assertThat(rows(registry)).isEqualTo(rows);
    var hosts = registry.lookups().hosts();
    assertThat(hosts.subList(lookups, hosts.size()))
        .isSubsetOf(URI.create(registry.github().issuer()).getHost());
    assertThat(registry.github().requestsElsewhere()).isZero();
  }

  /** Neither the answer, nor the log, nor an event holds what could be used again. */
  public void requireUntold(Client.Answer answer, String token) {
    var signature = token.substring(token.lastIndexOf('.') + 1);
    if (signature.length() > 20) {
      assertThat(answer.text()).doesNotContain(signature);
      assertThat(answer.headers().toString()).doesNotContain(signature);
      assertThat(registry.logged()).noneMatch(line -> line.contains(signature));
      assertThat(registry.events().getLast().facts().toString()).doesNotContain(signature);
    }
  }
}
