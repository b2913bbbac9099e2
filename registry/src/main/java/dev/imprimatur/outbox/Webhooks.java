package dev.imprimatur.outbox;

import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.outbox.Webhook.Destination;
import dev.imprimatur.problem.NoticeProblem;
import dev.imprimatur.secret.Secret;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The store of webhooks; the table {@code webhook}. */
public final class Webhooks {
  private static final String ADD =
      """
      INSERT INTO webhook (id, url, internal, subject, secret, created_by, created_at, kinds)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String COLUMNS =
      """
      SELECT id, url, internal, subject, secret, created_by, created_at, failing_since, off_at,
        off_why, kinds
      FROM webhook
      """;

  private static final String FIND = COLUMNS + "WHERE id = ?";
  private static final String OF_SUBJECT = COLUMNS + "WHERE subject = ? ORDER BY id";
  private static final String ALL = COLUMNS + "ORDER BY subject, id";
  private static final String OF_CREATOR = COLUMNS + "WHERE created_by = ? ORDER BY id";
  private static final String HEARD =
      "SELECT DISTINCT kinds FROM webhook WHERE off_at IS NULL AND kinds <> 'alarms'";
  private static final String MOVE = "UPDATE webhook SET url = ?, secret = ? WHERE id = ?";
  private static final String REMOVE = "DELETE FROM webhook WHERE id = ?";

  private static final String ARRIVED =
      """
      UPDATE webhook
      SET failing_since = NULL
      WHERE id = ? AND failing_since IS NOT NULL
      """;

  private static final String FAILED =
      """
      UPDATE webhook
      SET failing_since = ?
      WHERE id = ? AND failing_since IS NULL
      """;

  private static final String SWITCH_OFF =
      """
      UPDATE webhook
      SET off_at = ?, off_why = ?
      WHERE id = ? AND off_at IS NULL
      """;

  private static final String SWITCH_ON =
      """
      UPDATE webhook
      SET off_at = NULL, off_why = NULL, failing_since = NULL, created_by = ?
      WHERE id = ? AND off_at IS NOT NULL
      """;

  private final InstantSource clock;
  private final Ids ids;
  private final RandomGenerator random;
  private final Limits.Notices limits;

  public Webhooks(InstantSource clock, Ids ids, RandomGenerator random, Limits.Notices limits) {
    this.clock = clock;
    this.ids = ids;
    this.random = random;
    this.limits = limits;
  }

  /**
   * A webhook that somebody wants.
   *
   * @param key the key that they chose; without one it is drawn
   */
  public record Wanted(
      Destination to, WebhookScope subject, Set<WebhookKind> kinds, Optional<WebhookSecret> key) {
    public Wanted {
      kinds = Set.copyOf(kinds);
    }
  }

  /** Adds a webhook. */
  public Webhook add(Tx tx, Wanted wanted, String createdBy) {
    var to = wanted.to();
    var subject = wanted.subject();
    requireAddress(to);
    if (of(tx, subject).size() >= limits.webhooksMax()) {
      throw refusal(
          "there are %d for %s already, and there may be no more"
              .formatted(limits.webhooksMax(), subject.text()));
    }
    var webhook =
        new Webhook(
            new WebhookId(ids.next()),
            to,
            subject,
            wanted.key().orElseGet(() -> WebhookSecret.drawn(random)),
            createdBy,
            clock.instant(),
            Webhook.State.NEW,
            wanted.kinds());
    tx.update(
        ADD,
        webhook.id().value(),
        to.url().toString(),
        to.internal(),
        subject.text(),
        webhook.key().text().reveal(),
        createdBy,
        webhook.createdAt(),
        String.join(" ", WebhookKind.wires(wanted.kinds())));
    return webhook;
  }

  /**
   * Checks only the form; names are looked up and addresses checked when something is sent, as they
   * change.
   */
  private void requireAddress(Destination to) {
    var url = to.url();
    boolean web =
        "https".equals(url.getScheme()) || (to.internal() && "http".equals(url.getScheme()));
    if (!web || url.getHost() == null) {
      throw refusal("its address must begin with https://");
    }
    if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
      throw refusal("its address may have neither a user nor a fragment");
    }
    if (url.toString().length() > limits.addressLengthMax()) {
      throw refusal(
          "its address may have at most %d characters".formatted(limits.addressLengthMax()));
    }
  }

  private static RuntimeException refusal(String why) {
    return new NoticeProblem.InvalidWebhook(why).asException();
  }

  public List<Webhook> of(Tx tx, WebhookScope subject) {
    return tx.list(OF_SUBJECT, Webhooks::webhook, subject.text());
  }

  public List<Webhook> ofCreator(Tx tx, String actor) {
    return tx.list(OF_CREATOR, Webhooks::webhook, actor);
  }

  /** The kinds of things, beside alarms, that any webhook hears of. */
  public Set<WebhookKind> heard(Tx tx) {
    return tx.list(HEARD, row -> kinds(row.text("kinds"))).stream()
        .flatMap(Set::stream)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Gives a webhook another address and key. */
  public void move(Tx tx, WebhookId id, Destination to, WebhookSecret key) {
    requireAddress(to);
    tx.update(MOVE, to.url().toString(), key.text().reveal(), id.value());
  }

  public List<Webhook> all(Tx tx) {
    return tx.list(ALL, Webhooks::webhook);
  }

  public Optional<Webhook> find(Tx tx, WebhookId id) {
    return tx.one(FIND, Webhooks::webhook, id.value());
  }

  public Webhook require(Tx tx, WebhookId id) {
    return find(tx, id)
        .orElseThrow(() -> new NoticeProblem.WebhookNotFound(id.toString()).asException());
  }

  public void remove(Tx tx, WebhookId id) {
    tx.update(REMOVE, id.value());
  }

  /** Notes that something has arrived. */
  public void arrived(Tx tx, WebhookId id) {
    tx.update(ARRIVED, id.value());
  }

  /**
   * Notes that something has not arrived; returns whether nothing has for so long that there is no
   * hope.
   */
  public boolean failed(Tx tx, WebhookId id) {
    var now = clock.instant();
    tx.update(FAILED, now, id.value());
    return find(tx, id)
        .flatMap(webhook -> webhook.state().failingSince())
        .filter(since -> !now.isBefore(since.plus(limits.failingMax())))
        .isPresent();
  }

  /** Switches it off, so that nothing is sent to it; returns false if it was off. */
  public boolean switchOff(Tx tx, WebhookId id, String why) {
    return tx.update(SWITCH_OFF, clock.instant(), why, id.value()) == 1;
  }

  /**
   * Switches it on for what happens from now on, by somebody's rights; returns false if it was not
   * off.
   */
  public boolean switchOn(Tx tx, WebhookId id, String by) {
    return tx.update(SWITCH_ON, by, id.value()) == 1;
  }

  private static Webhook webhook(Row row) {
    Optional<Instant> offAt = row.maybeInstant("off_at");
    return new Webhook(
        new WebhookId(UUID.fromString(row.text("id"))),
        new Destination(URI.create(row.text("url")), row.truth("internal")),
        WebhookScope.of(row.text("subject")),
        new WebhookSecret(Secret.of(row.text("secret"))),
        row.text("created_by"),
        row.instant("created_at"),
        new Webhook.State(
            row.maybeInstant("failing_since"),
            offAt.map(at -> new Webhook.Off(at, row.text("off_why")))),
        kinds(row.text("kinds")));
  }

  private static Set<WebhookKind> kinds(String stored) {
    return WebhookKind.of(List.of(stored.split(" ")));
  }
}
