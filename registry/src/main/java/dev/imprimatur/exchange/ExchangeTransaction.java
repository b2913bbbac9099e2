package dev.imprimatur.exchange;

import dev.imprimatur.audit.Audit;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.issuers.Issuers;
import dev.imprimatur.issuers.Issuers.VerifiedIdToken;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.Tokens;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.RedeemedTokens;
import dev.imprimatur.trust.Trust;
import java.util.function.Function;

/**
 * The path of every identity token, whatever it is to buy: it is verified, buys all of it or
 * nothing in one transaction, and a refusal is recorded with the match that caused it.
 */
public final class ExchangeTransaction {
  private final Database db;
  private final Issuers issuers;
  private final RedeemedTokens redeemedTokens;
  private final Refusals refusals;

  public ExchangeTransaction(
      Database db, Issuers issuers, Trust trust, Packages packages, Audit audit) {
    this.db = db;
    this.issuers = issuers;
    this.redeemedTokens = trust.redeemedTokens();
    this.refusals = new Refusals(db, trust, packages, audit);
  }

  /** The purchase of a token with an identity token; whatever refuses it undoes it. */
  interface Purchase {
    Tokens.Fresh make(Tx tx);
  }

  /**
   * Exchanges an identity token.
   *
   * @param on what it is brought for: the name of a package, a pattern, or a word that can be none
   * @param prepared gets the verified token, and may look things up before the transaction
   * @throws ProblemException saying why not; the attempt is in the audit log then, too
   * @throws RefusedException the same, where a match was the reason
   */
  Tokens.Fresh exchange(String on, Secret idToken, Function<VerifiedIdToken, Purchase> prepared) {
    var proof = verified(on, idToken);
    var purchase = prepared.apply(proof);
    try {
      return db.write(purchase::make);
    } catch (RefusedException e) {
      refusals.ofJudged(proof, e);
      throw e;
    } catch (ProblemException e) {
      refusals.ofProven(on, proof, e.problem());
      throw e;
    }
  }

  private VerifiedIdToken verified(String on, Secret idToken) {
    try {
      return issuers.verify(idToken);
    } catch (ProblemException e) {
      refusals.ofUnproven(on, e.problem());
      throw e;
    }
  }

  /** Redeems an identity token for the token that it buys. */
  RedeemedTokens.Redeemed redeem(Tx tx, VerifiedIdToken proof, String on) {
    var issuer = proof.claims().issuer();
    return redeemedTokens.redeem(
        tx,
        new RedeemedTokens.Token(
            issuer.url(), proof.replayKey(), proof.expiresAt(), issuer.supply()),
        on);
  }

  /** The record, in a token of ours, of the identity token that bought it. */
  static Grant.Source source(Publisher publisher, VerifiedIdToken proof) {
    var provider = publisher.identity().provider();
    return new Grant.Source(
        publisher.identity().issuer(),
        proof.replayKey(),
        new Grant.SpeaksAs(provider.id(), provider.title(), provider.email()),
        proof.claims().keep(),
        new Grant.Run(proof.claims().run(), proof.claims().startedBy()));
  }

  static Grant.Trusted trusted(Publisher publisher) {
    return new Grant.Trusted(publisher.id().value(), publisher.state().revision());
  }
}
