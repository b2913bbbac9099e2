package dev.imprimatur.exchange;

import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.ExchangeEvent;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.PublisherStatus;
import dev.imprimatur.issuers.Issuers.VerifiedIdToken;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.Tokens;
import dev.imprimatur.trust.MatchResult;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.PublisherMatcher;
import dev.imprimatur.trust.Target;
import java.time.Duration;
import java.util.Comparator;

/**
 * The exchange of an identity token for tokens that cannot publish: those for reading, and those
 * for managing.
 */
public final class ReadAndManageTokens {
  /** The word for which tokens for reading are redeemed; no package can have this name. */
  static final String READING = "(read)";

  private final ExchangeTransaction transaction;
  private final PublisherMatcher matcher;
  private final PublisherStatus publisherStatus;
  private final Tokens tokens;
  private final Audit audit;

  public ReadAndManageTokens(
      ExchangeTransaction transaction,
      PublisherMatcher matcher,
      PublisherStatus publisherStatus,
      Tokens tokens,
      Audit audit) {
    this.transaction = transaction;
    this.matcher = matcher;
    this.publisherStatus = publisherStatus;
    this.tokens = tokens;
    this.audit = audit;
  }

  /**
   * Exchanges the identity token for one that reads whatever its project may read.
   *
   * @throws ProblemException saying why not
   */
  Tokens.Fresh forReading(Secret idToken) {
    return transaction.exchange(
        READING, idToken, proof -> tx -> mint(tx, READING, proof, readable(tx, proof)));
  }

  /**
   * Exchanges the identity token for one that manages the trusted publishers of these packages.
   *
   * @throws ProblemException saying why not
   */
  Tokens.Fresh forManaging(Target target, Secret idToken) {
    return transaction.exchange(target.value(), idToken, proof -> tx -> manage(tx, target, proof));
  }

  private Tokens.Fresh manage(Tx tx, Target target, VerifiedIdToken proof) {
    var claims = proof.claims();
    var matchResult = new MatchResult(target.value(), claims, matcher.managing(tx, target, claims));
    return RefusedException.by(
        matchResult,
        () -> mint(tx, target.value(), proof, managing(tx, target, proof, matchResult)));
  }

  private Tokens.Fresh mint(Tx tx, String on, VerifiedIdToken proof, Grant.OfJob grant) {
    transaction.redeem(tx, proof, on);
    var fresh = tokens.mint(tx, grant);
    record(tx, on, grant, fresh);
    return fresh;
  }

  private Grant.Reading readable(Tx tx, VerifiedIdToken proof) {
    var claims = proof.claims();
    publisherStatus.requireIssuer(tx, claims.issuerUrl());
    var found =
        matcher.readable(tx, claims).stream().filter(each -> stands(tx, each.publisher())).toList();
    if (found.isEmpty()) {
      throw new ExchangeProblem.NoPublisher("packages to read", claims.identity()).asException();
    }
    var publishers = found.stream().map(match -> matcher.learn(tx, claims, match)).toList();
    var packages = publishers.stream().map(ReadAndManageTokens::mayRead).toList();
    var lifetime =
        publishers.stream()
            .map(publisher -> publisher.terms().lifetime())
            .min(Comparator.<Duration>naturalOrder())
            .orElseThrow();
    return new Grant.Reading(
        packages, lifetime, ExchangeTransaction.source(publishers.getFirst(), proof));
  }

  private boolean stands(Tx tx, Publisher publisher) {
    return publisherStatus.invalidReason(tx, publisher, publisher.target()).isEmpty();
  }

  private static Grant.MayRead mayRead(Publisher publisher) {
    return new Grant.MayRead(
        new PackageGlob(publisher.target().value()), ExchangeTransaction.trusted(publisher));
  }

  private Grant.Managing managing(
      Tx tx, Target target, VerifiedIdToken proof, MatchResult matchResult) {
    var accepted = matchResult.accepted().orElseThrow(() -> matchResult.refusal().asException());
    publisherStatus.requireManaging(tx, accepted.publisher(), target);
    var publisher = matcher.learn(tx, proof.claims(), accepted);
    return new Grant.Managing(
        new PackageGlob(target.value()),
        ExchangeTransaction.trusted(publisher),
        publisher.terms().lifetime(),
        ExchangeTransaction.source(publisher, proof));
  }

  private void record(Tx tx, String on, Grant.OfJob grant, Tokens.Fresh fresh) {
    var token = fresh.token().id().value();
    var claims = grant.source().claims();
    switch (grant) {
      case Grant.Reading(var packages, _, _) ->
          audit.record(
              tx,
              Actor.publisher(packages.getFirst().publisher().id()),
              new ExchangeEvent.ReadTokenExchanged(
                  packages.stream().map(each -> each.packages().value()).toList(), token, claims));
      case Grant.Managing managing ->
          audit.record(
              tx,
              Actor.publisher(managing.publisher().id()),
              new ExchangeEvent.ManageTokenExchanged(on, token, claims));
      case Grant.Minted _ -> throw new IllegalStateException("This is another counter's");
    }
  }
}
