package dev.imprimatur.trust;

import dev.imprimatur.claimrules.Settings;
import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.PublisherPermissions;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.trust.Publisher.Pause;
import dev.imprimatur.trust.Publisher.Pending;
import dev.imprimatur.trust.PublisherCache.ChangeStamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The table {@code publisher}. */
final class PublisherStore {
  private static final String COLUMNS =
      """
      SELECT id, target, provider, issuer, project, settings, pins, pin_until, powers, terms,
        label, revision, changes, created_at, created_by, owner, future_owner, pending_until,
        pause_kind, paused_at, pause_why, last_used_at, last_refused_at
      FROM publisher
      """;

  private static final String ADD =
      """
      INSERT INTO publisher
        (id, target, scope, provider, issuer, project, settings, pins, pin_until, powers, terms,
         label, revision, changes, created_at, created_by, owner, future_owner, pending_until)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)
      ON CONFLICT (target, owner, issuer, settings) DO NOTHING
      """;

  private static final String EDIT =
      """
      UPDATE publisher
      SET provider = ?, issuer = ?, project = ?, settings = ?, pins = ?, pin_until = ?,
        powers = ?, terms = ?, label = ?, revision = revision + 1, changes = changes + 1
      WHERE id = ?
      """;

  private static final String COVERING =
      COLUMNS
          + """
          WHERE target = ? OR scope = ?
          ORDER BY id
          """;

  /** The stamps, in the order of the statement above. */
  private static final String MARKS =
      """
      SELECT id, target, changes, last_used_at
      FROM publisher
      WHERE target = ? OR scope = ?
      ORDER BY id
      """;

  private static final String OF_TARGET = COLUMNS + "WHERE target = ? ORDER BY id";
  private static final String OF_PROJECT =
      COLUMNS + "WHERE issuer = ? AND project = ? ORDER BY target, id";

  private static final String PAUSED =
      COLUMNS + "WHERE issuer = ? AND project = ? AND pause_kind IS NOT NULL ORDER BY target, id";

  private static final String OF_ISSUER = COLUMNS + "WHERE issuer = ? ORDER BY target, id";
  private static final String ALL = COLUMNS + "ORDER BY target, id";
  private static final String FIND = COLUMNS + "WHERE id = ?";

  private static final String EXPIRED =
      COLUMNS
          + """
          WHERE pending_until IS NOT NULL AND pending_until < ?
          ORDER BY id
          LIMIT ?
          """;

  private static final String WAITING_IN_SCOPE =
      COLUMNS + "WHERE future_owner IS NOT NULL AND target LIKE ? ORDER BY target, id";

  private static final String EXPIRING =
      COLUMNS + "WHERE pending_until < ? AND warned_at IS NULL ORDER BY id";

  private static final String WARNED =
      "UPDATE publisher SET warned_at = ? WHERE id = ? AND warned_at IS NULL";

  private static final String PENDING_OF =
      "SELECT count(*) AS n FROM publisher WHERE future_owner = ?";

  private static final String PIN =
      """
      UPDATE publisher
      SET pins = ?, pin_until = NULL, changes = changes + 1
      WHERE id = ? AND pins = ?
      """;

  /** A target has each of an owner's publishers once, also after a project was renamed. */
  private static final String RENAME =
      """
      UPDATE publisher
      SET project = ?, settings = ?, changes = changes + 1
      WHERE id = ? AND settings = ? AND NOT EXISTS (
        SELECT 1
        FROM publisher AS other
        WHERE other.target = publisher.target AND other.owner = publisher.owner
          AND other.issuer = publisher.issuer AND other.settings = ?)
      """;

  private static final String SETTLE =
      """
      UPDATE publisher
      SET future_owner = NULL, pending_until = NULL, changes = changes + 1
      WHERE id = ?
      """;

  private static final String PAUSE =
      """
      UPDATE publisher
      SET pause_kind = ?, paused_at = ?, pause_why = ?, changes = changes + 1
      WHERE id = ?
      """;

  private static final String RESUME =
      """
      UPDATE publisher
      SET pause_kind = NULL, paused_at = NULL, pause_why = NULL, changes = changes + 1
      WHERE id = ?
      """;

  private static final String REOPEN =
      "UPDATE publisher SET pin_until = ?, changes = changes + 1 WHERE id = ?";

  private static final String USED = "UPDATE publisher SET last_used_at = ? WHERE id = ?";
  private static final String REFUSED = "UPDATE publisher SET last_refused_at = ? WHERE id = ?";
  private static final String REMOVE = "DELETE FROM publisher WHERE id = ?";

  private final Providers providers;

  PublisherStore(Providers providers) {
    this.providers = providers;
  }

  /** Adds the publisher; returns false if its target has exactly this one already. */
  boolean add(Tx tx, Publisher publisher) {
    var identity = publisher.identity();
    return tx.update(
            ADD,
            publisher.id().value(),
            publisher.target().value(),
            publisher.target().scope(),
            identity.provider().id(),
            identity.issuer(),
            identity.project(),
            Json.text(identity.settings().json()),
            Json.text(identity.pins()),
            identity.pinUntil(),
            Json.text(publisher.powers().json()),
            Json.text(publisher.terms().json()),
            publisher.origin().label(),
            publisher.state().revision(),
            publisher.origin().createdAt(),
            publisher.origin().createdBy(),
            publisher.owner(),
            publisher.state().pending().map(Pending::futureOwner),
            publisher.state().pending().map(Pending::until))
        == 1;
  }

  void edit(Tx tx, Publisher publisher) {
    var identity = publisher.identity();
    tx.update(
        EDIT,
        identity.provider().id(),
        identity.issuer(),
        identity.project(),
        Json.text(identity.settings().json()),
        Json.text(identity.pins()),
        identity.pinUntil(),
        Json.text(publisher.powers().json()),
        Json.text(publisher.terms().json()),
        publisher.origin().label(),
        publisher.id().value());
  }

  /** The publishers of a package, and those of patterns that match it. */
  List<Publisher> covering(Tx tx, PackageName name) {
    return tx.list(COVERING, this::publisher, name.value(), name.scope().orElse("")).stream()
        .filter(publisher -> publisher.target().covers(name))
        .toList();
  }

  /** The stamps of the same publishers, in the same order. */
  List<ChangeStamp> marksCovering(Tx tx, PackageName name) {
    return tx.list(MARKS, ChangeStamp::of, name.value(), name.scope().orElse("")).stream()
        .filter(mark -> mark.target().covers(name))
        .toList();
  }

  List<Publisher> ofTarget(Tx tx, Target target) {
    return tx.list(OF_TARGET, this::publisher, target.value());
  }

  /** The publishers that trust one of these projects of an issuer. */
  List<Publisher> ofProject(Tx tx, String issuer, List<String> projects) {
    return projects.stream()
        .flatMap(project -> tx.list(OF_PROJECT, this::publisher, issuer, project).stream())
        .toList();
  }

  /** The paused publishers of a project; of a large repository, few among very many. */
  List<Publisher> paused(Tx tx, String issuer, String project) {
    return tx.list(PAUSED, this::publisher, issuer, project);
  }

  List<Publisher> ofIssuer(Tx tx, String issuer) {
    return tx.list(OF_ISSUER, this::publisher, issuer);
  }

  List<Publisher> all(Tx tx) {
    return tx.list(ALL, this::publisher);
  }

  Optional<Publisher> find(Tx tx, PublisherId id) {
    return tx.one(FIND, this::publisher, id.value());
  }

  /** Some of the publishers whose waiting has ended before this moment. */
  List<Publisher> expired(Tx tx, Instant now, int most) {
    return tx.list(EXPIRED, this::publisher, now, most);
  }

  /** The publishers that wait for a package of a scope, which is written without its at sign. */
  List<Publisher> waitingInScope(Tx tx, String scope) {
    // In LIKE, an underscore stands for any character, so more may be found than was meant.
    var begin = "@" + scope + "/";
    return tx.list(WAITING_IN_SCOPE, this::publisher, begin + "%").stream()
        .filter(each -> each.target().value().startsWith(begin))
        .toList();
  }

  long pendingOf(Tx tx, String futureOwner) {
    return tx.one(PENDING_OF, row -> row.number("n"), futureOwner).orElse(0L);
  }

  /** Pins a publisher to ids, unless another token has taught it some in the meantime. */
  boolean pin(Tx tx, Publisher publisher, JsonObject pins) {
    return tx.update(
            PIN, Json.text(pins), publisher.id().value(), Json.text(publisher.identity().pins()))
        == 1;
  }

  /**
   * Renames the project of a publisher, unless somebody has changed the settings meanwhile, or
   * there is a publisher of that name already.
   */
  boolean rename(Tx tx, Publisher publisher, Publisher.Identity renamed) {
    return tx.update(
            RENAME,
            renamed.project(),
            Json.text(renamed.settings().json()),
            publisher.id().value(),
            Json.text(publisher.identity().settings().json()),
            Json.text(renamed.settings().json()))
        == 1;
  }

  void activate(Tx tx, PublisherId id) {
    tx.update(SETTLE, id.value());
  }

  void pause(Tx tx, PublisherId id, Pause pause) {
    var kind = pause.kind().name().toLowerCase(Locale.ROOT);
    tx.update(PAUSE, kind, pause.at(), pause.why(), id.value());
  }

  void resume(Tx tx, PublisherId id) {
    tx.update(RESUME, id.value());
  }

  /** Lets a first token teach the publisher its ids until then. */
  void reopen(Tx tx, PublisherId id, Instant pinUntil) {
    tx.update(REOPEN, pinUntil, id.value());
  }

  void used(Tx tx, PublisherId id, Instant now) {
    tx.update(USED, now, id.value());
  }

  void refused(Tx tx, PublisherId id, Instant now) {
    tx.update(REFUSED, now, id.value());
  }

  List<Publisher> warnExpiring(Tx tx, Instant now, Instant until) {
    return tx.list(EXPIRING, this::publisher, until).stream()
        .filter(each -> tx.update(WARNED, now, each.id().value()) == 1)
        .toList();
  }

  boolean remove(Tx tx, PublisherId id) {
    return tx.update(REMOVE, id.value()) == 1;
  }

  private Publisher publisher(Row row) {
    return new Publisher(
        new PublisherId(UUID.fromString(row.text("id"))),
        new Target(row.text("target")),
        new Publisher.Identity(
            providers.find(row.text("provider")).orElseThrow(),
            row.text("issuer"),
            row.text("project"),
            new Settings(Json.readOwn(row.text("settings"))),
            Json.readOwn(row.text("pins")),
            row.maybeInstant("pin_until")),
        PublisherPermissions.ofJson(Json.readOwn(row.text("powers"))),
        TokenTerms.ofJson(Json.readOwn(row.text("terms"))),
        new Publisher.State(
            row.number("revision"),
            row.number("changes"),
            row.maybeText("future_owner")
                .map(owner -> new Pending(owner, row.instant("pending_until"))),
            row.maybeText("pause_kind").map(kind -> pause(kind, row)),
            row.maybeInstant("last_used_at"),
            row.maybeInstant("last_refused_at")),
        new Publisher.Origin(
            row.text("label"),
            row.instant("created_at"),
            row.text("created_by"),
            row.text("owner")));
  }

  private static Pause pause(String kind, Row row) {
    return new Pause(
        Pause.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
        row.instant("paused_at"),
        row.text("pause_why"));
  }
}
