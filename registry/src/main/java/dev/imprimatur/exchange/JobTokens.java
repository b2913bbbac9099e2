package dev.imprimatur.exchange;

import dev.imprimatur.access.Grant;
import dev.imprimatur.access.Tokens;
import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.ExchangeEvent;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Standing;
import dev.imprimatur.issuers.Issuers.Proof;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.trust.Judgement;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.Target;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Exchanges an identity token for what is not to be published with: to read, and to manage. */
public final class JobTokens {
  /** What tokens to read with are spent on; no package can be called so. */
  static final String READING = "(read)";

  private final Exchange.Ledgers ledgers;
  private final Standing standing;
  private final Refusals refusals;

  public JobTokens(Exchange.Ledgers ledgers, Standing standing) {
    this.ledgers = ledgers;
    this.standing = standing;
    this.refusals =
        new Refusals(ledgers.db(), ledgers.trust(), ledgers.packages(), ledgers.audit());
  }

  /**
   * Exchanges the token for one that reads whatever its project may read.
   *
   * @throws ProblemException saying why not
   */
  Tokens.Fresh forReading(Secret idToken) {
    return exchange(READING, idToken, this::readable);
  }

  /**
   * Exchanges the token for one that manages the trusted publishers of these packages.
   *
   * @throws ProblemException saying why not
   */
  Tokens.Fresh forManaging(Target target, Secret idToken) {
    return exchange(target.value(), idToken, (tx, proof) -> managing(tx, target, proof));
  }

  /** Finds what an identity token is good for. */
  private interface Finder {
    Grant.OfJob find(Tx tx, Proof proof);
  }

  private Tokens.Fresh exchange(String on, Secret idToken, Finder finder) {
    var proof = verified(on, idToken);
    try {
      return ledgers.db().write(tx -> mint(tx, on, proof, finder));
    } catch (ProblemException e) {
      refusals.ofProven(on, proof, e.problem());
      throw e;
    }
  }

  private Tokens.Fresh mint(Tx tx, String on, Proof proof, Finder finder) {
    requireOn(tx, proof);
    var grant = finder.find(tx, proof);
    ledgers.trust().spentTokens().spend(tx, Exchange.spending(proof), on);
    var fresh = ledgers.tokens().mint(tx, grant);
    record(tx, on, grant, fresh);
    return fresh;
  }

  private Proof verified(String on, Secret idToken) {
    try {
      return ledgers.issuers().verify(idToken);
    } catch (ProblemException e) {
      refusals.ofUnproven(on, e.problem());
      throw e;
    }
  }

  private void requireOn(Tx tx, Proof proof) {
    var url = proof.claims().issuerUrl();
    if (!ledgers.issuers().isOn(tx, url)) {
      throw new ExchangeProblem.IssuerUnknown(url).asException();
    }
  }

  private Grant.Reading readable(Tx tx, Proof proof) {
    var found =
        ledgers.trust().judging().readable(tx, proof.claims()).stream()
            .filter(each -> fall(tx, each.publisher()).isEmpty())
            .toList();
    if (found.isEmpty()) {
      throw new ExchangeProblem.NoPublisher("packages to read", proof.claims().identity())
          .asException();
    }
    var publishers =
        found.stream()
            .map(judged -> ledgers.trust().judging().learn(tx, proof.claims(), judged))
            .toList();
    List<Grant.MayRead> packages =
        publishers.stream()
            .map(publisher ->
                new Grant.MayRead(new PackageGlob(publisher.target().value()), trusted(publisher)))
            .toList();
    var lifetime =
        publishers.stream()
            .map(publisher -> publisher.terms().lifetime())
            .min(Comparator.<Duration>naturalOrder())
            .orElseThrow();
    return new Grant.Reading(packages, lifetime, Exchange.source(publishers.getFirst(), proof));
  }

  private Grant.Managing managing(Tx tx, Target target, Proof proof) {
    var judged = ledgers.trust().judging().managing(tx, target, proof.claims());
    var judgement = new Judgement(target.value(), proof.claims(), judged);
    var accepted = judgement.accepted().orElseThrow(() -> judgement.refusal().asException());
    fall(tx, accepted.publisher())
        .ifPresent(why -> {
          throw new ExchangeProblem.Policy(target.value(), why).asException();
        });
    var publisher = ledgers.trust().judging().learn(tx, proof.claims(), accepted);
    return new Grant.Managing(
        new PackageGlob(target.value()),
        trusted(publisher),
        publisher.terms().lifetime(),
        Exchange.source(publisher, proof));
  }

  private Optional<String> fall(Tx tx, Publisher publisher) {
    return standing.fall(tx, publisher, publisher.target());
  }

  private static Grant.Trusted trusted(Publisher publisher) {
    return new Grant.Trusted(publisher.id().value(), publisher.state().revision());
  }

  private void record(Tx tx, String on, Grant.OfJob grant, Tokens.Fresh fresh) {
    var token = fresh.token().id().value();
    var claims = grant.source().claims();
    switch (grant) {
      case Grant.Reading(var packages, _, _) ->
          ledgers
              .audit()
              .record(
                  tx,
                  Actor.publisher(packages.getFirst().publisher().id()),
                  new ExchangeEvent.ReadTokenExchanged(
                      packages.stream().map(each -> each.packages().value()).toList(),
                      token,
                      claims));
      case Grant.Managing managing ->
          ledgers
              .audit()
              .record(
                  tx,
                  Actor.publisher(managing.publisher().id()),
                  new ExchangeEvent.ManageTokenExchanged(on, token, claims));
      case Grant.Minted _ -> throw new IllegalStateException("This is another counter's");
    }
  }
}
