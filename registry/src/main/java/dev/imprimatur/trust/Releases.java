package dev.imprimatur.trust;

import dev.imprimatur.db.Tx;
import dev.imprimatur.json.Json;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.rules.Settings;
import java.time.InstantSource;

/**
 * How many versions a project has published or staged just now; the table {@code release}.
 *
 * <p>A release of many packages is one version of each, and never too much. A project that
 * publishes one version after the other of the same packages, within minutes, is being abused: a
 * worm, or a token that somebody took.
 */
public final class Releases {
  private static final String NOTE = "INSERT INTO release (project, package, at) VALUES (?, ?, ?)";

  private static final String REPEATED =
      """
      SELECT count(*) - count(DISTINCT package) AS n
      FROM release
      WHERE project = ? AND at > ?
      """;

  private static final String FORGET = "DELETE FROM release WHERE project = ?";
  private static final String SWEEP = "DELETE FROM release WHERE at < ?";

  private final InstantSource clock;
  private final Limits.Publishers limits;

  public Releases(InstantSource clock, Limits.Publishers limits) {
    this.clock = clock;
    this.limits = limits;
  }

  /** Notes one more version of a project; returns whether it is one too many. */
  public boolean note(Tx tx, Publisher publisher, PackageName name) {
    var project = project(publisher);
    tx.update(NOTE, project, name.value(), clock.instant());
    var begin = clock.instant().minus(limits.burstWindow());
    long repeated = tx.one(REPEATED, row -> row.number("n"), project, begin).orElse(0L);
    return repeated > limits.burstMax();
  }

  /** Begins to count anew; for an owner who says that all is well. */
  public void forget(Tx tx, Publisher publisher) {
    tx.update(FORGET, project(publisher));
  }

  public int sweep(Tx tx) {
    return tx.update(SWEEP, clock.instant().minus(limits.burstWindow()));
  }

  /** By its ids if they are known, so that a project is one however many publishers it is. */
  private static String project(Publisher publisher) {
    var identity = publisher.identity();
    var who = identity.pins().isEmpty() ? identity.settings() : new Settings(identity.pins());
    return identity.issuer() + " " + Json.text(who.json());
  }
}
