package dev.imprimatur.trust;

import dev.imprimatur.claimrules.Settings;
import dev.imprimatur.db.Tx;
import dev.imprimatur.json.Json;
import dev.imprimatur.limits.PublisherLimits;
import dev.imprimatur.npm.PackageName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The limit on how much a project may publish or stage within minutes; the tables {@code
 * publish_burst} and {@code publish_burst_approved}.
 *
 * <p>A release of many packages is one version of each. A project that publishes one version after
 * the other of the same packages within minutes, or versions of more packages at once than its
 * owners have ever seen, may be abused: by a worm, or with a stolen token. Projects are counted
 * separately for each owner who trusts them, as each owner says for themselves that all is well.
 */
public final class BurstLimit {
  private static final String NOTE =
      "INSERT INTO publish_burst (project, package, at) VALUES (?, ?, ?)";

  private static final String COUNT =
      """
      SELECT count(*) AS versions, count(DISTINCT package) AS packages
      FROM publish_burst
      WHERE project = ? AND at > ?
      """;

  private static final String APPROVED =
      "SELECT packages FROM publish_burst_approved WHERE project = ? AND packages IS NOT NULL";

  private static final String REACHED =
      """
      INSERT INTO publish_burst_approved (project, reached)
      VALUES (?, ?)
      ON CONFLICT (project) DO UPDATE SET reached = excluded.reached
      """;

  private static final String APPROVE =
      "UPDATE publish_burst_approved SET packages = reached WHERE project = ?";

  private static final String FORGET = "DELETE FROM publish_burst WHERE project = ?";
  private static final String SWEEP = "DELETE FROM publish_burst WHERE at < ?";

  private final InstantSource clock;
  private final PublisherLimits limits;

  public BurstLimit(InstantSource clock, PublisherLimits limits) {
    this.clock = clock;
    this.limits = limits;
  }

  /**
   * A limit that was exceeded.
   *
   * @param of versions or packages
   */
  public record TooMuch(Of of, long most) {
    /** The thing that is counted. */
    public enum Of {
      VERSIONS,
      PACKAGES
    }

    /** The limit in words, as its owners read it. */
    public String words(Duration within) {
      var what =
          switch (of) {
            case VERSIONS -> "more than %d versions beyond one of each package";
            case PACKAGES -> "versions of more than %d packages";
          };
      return ("its project published or staged " + what + " within %d minutes")
          .formatted(most, within.toMinutes());
    }
  }

  private record Count(long versions, long packages) {}

  /** Counts one more version of a project; returns the limit that it exceeds, if any. */
  public Optional<TooMuch> note(Tx tx, Publisher publisher, PackageName name) {
    var project = project(publisher);
    tx.update(NOTE, project, name.value(), clock.instant());
    var count = count(tx, project);
    long packagesMax = limits.burstPackagesMax() + approved(tx, project);
    if (count.packages() > packagesMax) {
      tx.update(REACHED, project, count.packages());
      return Optional.of(new TooMuch(TooMuch.Of.PACKAGES, packagesMax));
    }
    return count.versions() - count.packages() > limits.burstMax()
        ? Optional.of(new TooMuch(TooMuch.Of.VERSIONS, limits.burstMax()))
        : Optional.empty();
  }

  private Count count(Tx tx, String project) {
    return tx.one(
            COUNT,
            row -> new Count(row.number("versions"), row.number("packages")),
            project,
            clock.instant().minus(limits.burstWindow()))
        .orElseThrow();
  }

  private static long approved(Tx tx, String project) {
    return tx.one(APPROVED, row -> row.number("packages"), project).orElse(0L);
  }

  /** Starts counting anew and allows as much from now on; for an owner who says all is well. */
  public void forget(Tx tx, Publisher publisher) {
    var project = project(publisher);
    tx.update(FORGET, project);
    tx.update(APPROVE, project);
  }

  public int sweep(Tx tx) {
    return tx.update(SWEEP, clock.instant().minus(limits.burstWindow()));
  }

  /** The project's ids if they are known, so that it is counted once for all its publishers. */
  private static String project(Publisher publisher) {
    var identity = publisher.identity();
    var who = identity.pins().isEmpty() ? identity.settings() : new Settings(identity.pins());
    return publisher.owner() + " " + identity.issuer() + " " + Json.text(who.json());
  }
}
