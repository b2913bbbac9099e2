package dev.imprimatur.wiring;

import dev.imprimatur.access.Organizations.Member;
import dev.imprimatur.access.UserName;
import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.Entry;
import dev.imprimatur.audit.Event;
import dev.imprimatur.audit.ExchangeEvent;
import dev.imprimatur.audit.Invariants;
import dev.imprimatur.config.Config;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Proof;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The inside of a registry that no client can see, for tests that must know it. */
public final class RegistryInternals {
  private static final String ROWS =
      """
      SELECT
        (SELECT count(*) FROM token) AS token,
        (SELECT count(*) FROM redeemed_token) AS redeemed_token,
        (SELECT COALESCE(SUM(uses), 0) FROM redeemed_token) AS uses,
        (SELECT count(*) FROM package) AS package,
        (SELECT COALESCE(SUM(revision), 0) FROM package) AS revision,
        (SELECT count(*) FROM version) AS version,
        (SELECT count(*) FROM held_version) AS held_version,
        (SELECT count(*) FROM dist_tag) AS dist_tag,
        (SELECT count(*) FROM publish_burst) AS release,
        (SELECT count(*) FROM publisher) AS publisher,
        (SELECT count(*) FROM publisher WHERE pins <> '{}') AS pinned
      """;

  private static final List<String> COUNTED =
      List.of(
          "token",
          "redeemed_token",
          "uses",
          "package",
          "revision",
          "version",
          "held_version",
          "dist_tag",
          "release",
          "publisher",
          "pinned");

  private static final String REFUSALS =
      "SELECT count(*) AS n FROM audit_event WHERE kind = 'exchange-refused' AND at > ?";

  private static final String WAITING =
      "SELECT count(DISTINCT pid) AS n FROM pg_locks WHERE NOT granted";

  private static final Caller OPERATOR = new Caller.Operator();

  private final Registry registry;
  private final Config config;

  /** The number of rows of each kind that a granted request adds, and of events. */
  record Footprint(Map<String, Long> rows, long events) {
    static final Footprint NONE = new Footprint(Map.of(), 0);

    long of(String counted) {
      return rows.getOrDefault(counted, 0L);
    }
  }

  RegistryInternals(Registry registry, Config config) {
    this.registry = registry;
    this.config = config;
  }

  /** Returns the faults that its database can have. */
  public DatabaseFaults breakage() {
    return new DatabaseFaults(registry, config.database().isPresent());
  }

  /** Returns every route: {@code GET /{package}}, and whether for browsers alone. */
  public List<String> routes() {
    return registry.routes().stream()
        .map(route ->
            "%s %s%s"
                .formatted(
                    route.method(), route.path(), route.traits().forBrowsers() ? " (page)" : ""))
        .toList();
  }

  Footprint footprint() {
    return registry.db.read(tx ->
        new Footprint(
            tx.one(ROWS, row -> COUNTED.stream().collect(Collectors.toMap(it -> it, row::number)))
                .orElseThrow(),
            registry.auditLog.last(tx).seq()));
  }

  /** Returns the first of the events after this number. */
  List<Entry> eventsAfter(long seq) {
    return registry.db.read(tx -> registry.auditLog.after(tx, seq, Integer.MAX_VALUE));
  }

  /** Writes the refusal of an unproven identity token again and again, as if it were no time. */
  public void refuseStrangers(int times) {
    var event =
        new ExchangeEvent.ExchangeRefused(
            "rocket", "invalid-id-token", "It is none.", new ExchangeEvent.Known.Nothing(0));
    registry.db.write(tx -> {
      IntStream.range(0, times).forEach(i -> registry.audit.record(tx, Actor.ANYONE, event));
      return times;
    });
  }

  long refusalsOfLastMinute() {
    var since = registry.world.clock().instant().minusSeconds(60);
    return registry.db.read(tx -> tx.list(REFUSALS, row -> row.number("n"), since)).getFirst();
  }

  /** Returns the addresses of all known issuers. */
  Stream<String> issuers() {
    return registry.issuers.all().stream().map(known -> known.issuer().url());
  }

  /** Returns the invariants that are broken. */
  public List<String> breaches() {
    return registry.db.read(new Invariants()::breaches);
  }

  /** Returns the caller with this token. */
  public Caller caller(String text) {
    return registry.db.read(tx ->
        switch (registry.people.tokens().recognise(tx, Secret.of(text))) {
          case Tokens.Recognised.Good(var token) when token.grant() instanceof Grant.OfJob grant ->
              new Caller.Job(token.id(), grant);
          case Tokens.Recognised.Good(var token) ->
              new Caller.Person(
                  registry.people.users().require(tx, token.owner().orElseThrow()),
                  token,
                  Proof.NONE);
          case Tokens.Recognised.Expired _, Tokens.Recognised.Unknown _ ->
              throw new AssertionError("No such token");
        });
  }

  /** Returns the problem with which Gate refuses a change, if it does. */
  public Optional<String> refusal(Action action, Caller caller) {
    try {
      registry.changes.make(caller, action, change -> action);
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(e.problem().code());
    }
  }

  /** Adds a member to an organization, as the operator does. */
  public void addMember(String organization, Member member) {
    registry.useCases.organizations.membership.set(organization, member, OPERATOR);
  }

  /** Removes a member from an organization, as the operator does. */
  public void removeMember(String organization, UserName user) {
    registry.useCases.organizations.membership.remove(organization, user, OPERATOR);
  }

  /** Gives an organization a scope, as the operator does. */
  public void claimScope(String organization, String scope) {
    registry.useCases.organizations.membership.addScope(organization, scope, OPERATOR);
  }

  /** Returns all of a column, as text. */
  public List<String> texts(String table, String column) {
    return registry.db.read(tx ->
        tx.list(
            "SELECT CAST(%s AS TEXT) AS it FROM %s".formatted(column, table),
            row -> row.maybeText("it").orElse("")));
  }

  /** Runs a statement behind the registry's back, as whoever may write the database can. */
  public void sql(String statement) {
    registry.db.write(tx -> tx.update(statement));
  }

  /** Returns whether its database lets many write at the same time. */
  public boolean manyWriteAtOnce() {
    return config.database().isPresent();
  }

  /** Holds a package's row until so many wait for something; only where many write at once. */
  public void keepUntilWaitedFor(String name, long most, CountDownLatch begun) {
    registry.db.write(tx -> {
      tx.update("UPDATE package SET revision = revision WHERE name = ?", name);
      begun.countDown();
      while (tx.one(WAITING, row -> row.number("n")).orElseThrow() < most) {
        Thread.onSpinWait();
      }
      return name;
    });
  }

  /** Returns the number of files below the folder of the blobs. */
  public long files() {
    try (var files = Files.walk(config.data().resolve("blobs"))) {
      return files.filter(Files::isRegularFile).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Points a dist-tag to version 1.0.0, as another process with the same database would. */
  public void changeBehindItsBack(String name) {
    registry.db.write(tx -> {
      registry.packages.moveTag(
          tx, new PackageName(name), new DistTag("behind"), new Version("1.0.0"));
      return name;
    });
  }

  /** Records an event, as whatever causes it does. */
  public void happened(Event event) {
    registry.db.write(tx -> {
      registry.audit.record(tx, Actor.ANYONE, event);
      return event;
    });
  }
}
