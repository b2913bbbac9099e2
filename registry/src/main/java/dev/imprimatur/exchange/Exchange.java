package dev.imprimatur.exchange;

import dev.imprimatur.access.Grant;
import dev.imprimatur.access.Tokens;
import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.Event;
import dev.imprimatur.db.Database;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.trust.Claims;
import dev.imprimatur.trust.Issuers;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.Trust;

/**
 * Exchanges an identity token for a token of ours that is good for one package and some minutes.
 * All of it happens or nothing: an identity token is only spent if it bought something.
 */
public final class Exchange {
  private final Database db;
  private final Trust trust;
  private final Tokens tokens;
  private final Audit audit;

  public Exchange(Database db, Trust trust, Tokens tokens, Audit audit) {
    this.db = db;
    this.trust = trust;
    this.tokens = tokens;
    this.audit = audit;
  }

  /**
   * Exchanges the token.
   *
   * @throws ProblemException saying why not; the attempt is in the audit log then, too
   */
  public Tokens.Fresh exchange(PackageName name, Secret idToken) {
    var proof = verified(name, idToken);
    try {
      return mint(name, proof);
    } catch (ProblemException e) {
      var recorded = proof.claims().issuer().provider().recorded(proof.claims());
      write(refusal(name, e.problem(), recorded));
      throw e;
    }
  }

  private Issuers.Proof verified(PackageName name, Secret idToken) {
    try {
      return trust.issuers().verify(idToken);
    } catch (ProblemException e) {
      if (audit.hasRoomForStranger()) {
        int unwritten = audit.takeUnwritten();
        var facts =
            unwritten == 0
                ? JsonObject.EMPTY
                : JsonObject.with("unwrittenBefore", Integer.toString(unwritten)).build();
        write(refusal(name, e.problem(), facts));
      }
      throw e;
    }
  }

  private Tokens.Fresh mint(PackageName name, Issuers.Proof proof) {
    return db.write(tx -> {
      var acceptance = trust.publishers().accepting(tx, name, proof.claims());
      var publisher = acceptance.publisher();
      trust.spentTokens().spend(tx, proof, name);
      var fresh = tokens.mint(tx, grant(publisher, proof.claims()));
      var actor = Actor.publisher(publisher.id().value());
      if (acceptance.newlyPinned()) {
        audit.record(
            tx, actor, new Event.PublisherPinned(name, publisher.id().value(), publisher.pins()));
      }
      audit.record(
          tx,
          actor,
          new Event.TokenExchanged(
              name,
              publisher.id().value(),
              fresh.token().id().value(),
              publisher.provider().recorded(proof.claims())));
      return fresh;
    });
  }

  private static Grant.Minted grant(Publisher publisher, Claims claims) {
    var provider = publisher.provider();
    return new Grant.Minted(
        publisher.name(),
        publisher.id().value(),
        publisher.revision(),
        publisher.permissions(),
        new Grant.SpeaksAs(provider.id(), provider.title(), provider.email()),
        provider.recorded(claims));
  }

  private static Event refusal(PackageName name, Problem problem, JsonObject claims) {
    return new Event.ExchangeRefused(name, problem.code(), problem.detail(), claims);
  }

  private void write(Event event) {
    db.write(tx -> {
      audit.record(tx, Actor.ANYONE, event);
      return event;
    });
  }
}
