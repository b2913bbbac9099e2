package dev.imprimatur.exchange;

import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.ExchangeEvent;
import dev.imprimatur.audit.TrustEvent;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.issuers.Issuers;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.trust.Judgement;
import dev.imprimatur.trust.Trust;
import java.util.Optional;

/** Keeps what was refused, for the owners of a package to look at. */
final class Refusals {
  /** All who have proved nothing are one. */
  private static final String NOBODY = "";

  private final Database db;
  private final Trust trust;
  private final Packages packages;
  private final Audit audit;

  Refusals(Database db, Trust trust, Packages packages, Audit audit) {
    this.db = db;
    this.trust = trust;
    this.packages = packages;
    this.audit = audit;
  }

  /**
   * A token that nobody has signed whom we know, or that is none: it proves nothing.
   *
   * @param on what it was brought for
   */
  void ofUnproven(String on, Problem problem) {
    if (audit.hasRoomFor(NOBODY)) {
      int unwritten = audit.takeUnwritten();
      var facts =
          unwritten == 0
              ? JsonObject.EMPTY
              : JsonObject.with("unwrittenBefore", Integer.toString(unwritten)).build();
      write(on, problem, facts);
    }
  }

  /** A token that is good, and not for this. Anybody can have one, so strangers are counted. */
  void ofProven(String on, Issuers.Proof proof, Problem problem) {
    if (!(problem instanceof ExchangeProblem.NoPublisher) || hasRoomFor(proof)) {
      write(on, problem, claims(proof));
    }
  }

  /** Whose job it is, is proven. */
  private boolean hasRoomFor(Issuers.Proof proof) {
    var claims = proof.claims();
    return audit.hasRoomFor(claims.issuerUrl() + " " + claims.identity());
  }

  /** The same, with what the publishers of the package made of it. */
  void ofJudged(PackageName name, Issuers.Proof proof, Problem problem) {
    if (problem instanceof ExchangeProblem.NoPublisher && !hasRoomFor(proof)) {
      return;
    }
    db.write(tx -> {
      var judgement = trust.judging().judge(tx, name, proof.claims());
      boolean exists = packages.find(tx, name).isPresent();
      // Several may wait for one name, and each is told of his own publishers alone.
      judgement
          .byFutureOwner()
          .forEach((owner, part) -> {
            boolean byThem = owner.isPresent() && part.accepted().isEmpty();
            write(tx, part, byThem ? part.refusal() : problem, owner);
            raise(tx, part, exists);
          });
      return name;
    });
  }

  private void write(Tx tx, Judgement judgement, Problem problem, Optional<String> futureOwner) {
    var facts = JsonObject.EMPTY.but();
    judgement
        .nearest()
        .or(judgement::accepted)
        .ifPresent(judged -> {
          trust.publishers().refused(tx, judged.publisher().id());
          facts.and("publisher", judged.publisher().id().toString());
          facts.and("verdict", judged.verdict().json(true));
        });
    trust.judging().fix(judgement).ifPresent(fix -> facts.and("fix", fix.json()));
    facts.and("claims", judgement.claims().keep());
    facts.and("futureOwner", futureOwner);
    record(tx, judgement.on(), problem, facts.build());
  }

  private void raise(Tx tx, Judgement judgement, boolean exists) {
    trust
        .judging()
        .drift(tx, judgement, exists)
        .filter(raised -> trust.drifts().raise(tx, raised))
        .ifPresent(raised ->
            audit.record(
                tx,
                Actor.ANYONE,
                new TrustEvent.IdentityDrifted(
                    judgement.on(),
                    raised.seen().publisher().value(),
                    raised.kind().wire(),
                    raised.seen().ids())));
  }

  private static JsonObject claims(Issuers.Proof proof) {
    var claims = proof.claims();
    return JsonObject.with("claims", claims.keep()).build();
  }

  private void write(String on, Problem problem, JsonObject facts) {
    db.write(tx -> {
      record(tx, on, problem, facts);
      return on;
    });
  }

  private void record(Tx tx, String on, Problem problem, JsonObject facts) {
    audit.record(
        tx,
        Actor.ANYONE,
        new ExchangeEvent.ExchangeRefused(on, problem.code(), problem.detail(), facts));
  }
}
