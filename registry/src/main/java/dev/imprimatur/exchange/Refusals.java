package dev.imprimatur.exchange;

import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.ExchangeEvent;
import dev.imprimatur.audit.ExchangeEvent.Known;
import dev.imprimatur.audit.TrustEvent;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.issuers.Issuers.VerifiedIdToken;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.rulebooks.Claims;
import dev.imprimatur.trust.Drifts;
import dev.imprimatur.trust.Fix;
import dev.imprimatur.trust.MatchResult;
import dev.imprimatur.trust.PublisherMatch;
import dev.imprimatur.trust.PublisherMatcher;
import dev.imprimatur.trust.Publishers;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.Trust;
import java.util.Optional;

/** The record of refused attempts, for the owners of a package to look at. */
final class Refusals {
  private final Database db;
  private final PublisherMatcher matcher;
  private final Publishers publishers;
  private final Drifts drifts;
  private final Packages packages;
  private final Audit audit;

  Refusals(Database db, Trust trust, Packages packages, Audit audit) {
    this.db = db;
    this.matcher = trust.matcher();
    this.publishers = trust.publishers();
    this.drifts = trust.drifts();
    this.packages = packages;
    this.audit = audit;
  }

  /**
   * Records the refusal of a text that is no token or that no known issuer signed: it proves
   * nothing.
   *
   * @param on what it was brought for
   */
  void ofUnproven(String on, Problem problem) {
    if (audit.hasRoomFor(Known.Nothing.NOBODY)) {
      write(on, problem, new Known.Nothing(audit.takeUnwritten()));
    }
  }

  /** Records the refusal of a valid token that is not meant for this. */
  void ofProven(String on, VerifiedIdToken proof, Problem problem) {
    if (hasRoomFor(proof, problem)) {
      var claims = proof.claims();
      write(on, problem, of(claims, problem, new Known.Claimed(recorded(claims))));
    }
  }

  /** Records such a refusal with the match that caused it; the token is not matched once more. */
  void ofJudged(VerifiedIdToken proof, RefusedException refused) {
    if (!hasRoomFor(proof, refused.problem())) {
      return;
    }
    var parts = refused.matchResult().byFutureOwner();
    db.write(tx -> {
      // Several may wait for one name, and each is told of their own publishers alone.
      parts.forEach((owner, part) -> {
        boolean byThem = owner.isPresent() && part.accepted().isEmpty();
        var problem = byThem ? part.refusal() : refused.problem();
        var known =
            new Known.Judged(
                recorded(part.claims()),
                RefusedException.nearest(part).map(Refusals::recorded),
                fix(part),
                owner);
        write(tx, part, problem, of(part.claims(), problem, known));
      });
      return parts;
    });
  }

  /**
   * Returns whether there is room for one more: strangers are counted, as anybody can have a valid
   * token; a proven job of the project is not.
   */
  private boolean hasRoomFor(VerifiedIdToken proof, Problem problem) {
    return !isStranger(problem) || audit.hasRoomFor(identity(proof.claims()));
  }

  private static boolean isStranger(Problem problem) {
    return problem instanceof ExchangeProblem.NoPublisher;
  }

  private static String identity(Claims claims) {
    return claims.issuerUrl() + " " + claims.identity();
  }

  private static Known of(Claims claims, Problem problem, Known known) {
    return isStranger(problem) ? new Known.OfStranger(identity(claims), known) : known;
  }

  private static ExchangeEvent.Nearest recorded(PublisherMatch match) {
    return new ExchangeEvent.Nearest(match.publisher().id().value(), match.verdict().json(true));
  }

  /** The fix to offer; none for a pattern, as it is accepted for a package. */
  private Optional<JsonObject> fix(MatchResult matchResult) {
    return packageOf(matchResult).flatMap(_ -> matcher.fix(matchResult)).map(Fix::json);
  }

  private static Optional<PackageName> packageOf(MatchResult matchResult) {
    return new Target(matchResult.on()).name();
  }

  private void write(Tx tx, MatchResult matchResult, Problem problem, Known known) {
    var nearest = RefusedException.nearest(matchResult);
    if (nearest.isPresent()) {
      publishers.refused(tx, nearest.get().publisher().id());
    }
    record(tx, matchResult.on(), problem, known);
    // A drift, too, is decided for a package.
    var name = packageOf(matchResult);
    if (name.isPresent()) {
      raise(tx, matchResult, packages.find(tx, name.get()).isPresent());
    }
  }

  private void raise(Tx tx, MatchResult matchResult, boolean exists) {
    var raised = matcher.drift(tx, matchResult, exists);
    if (raised.isPresent() && drifts.raise(tx, raised.get())) {
      var seen = raised.get().seen();
      audit.record(
          tx,
          Actor.ANYONE,
          new TrustEvent.IdentityDrifted(
              matchResult.on(), seen.publisher().value(), raised.get().kind().wire(), seen.ids()));
    }
  }

  private static JsonObject recorded(Claims claims) {
    return claims.keep();
  }

  private void write(String on, Problem problem, Known known) {
    db.write(tx -> {
      record(tx, on, problem, known);
      return on;
    });
  }

  private void record(Tx tx, String on, Problem problem, Known known) {
    audit.record(
        tx,
        Actor.ANYONE,
        new ExchangeEvent.ExchangeRefused(on, problem.code(), problem.detail(), known));
  }
}
