package dev.imprimatur.trustadmin;

import dev.imprimatur.audit.AuditLog;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.Changes;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.issuers.Issuers;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.AuditProblem;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.rulebooks.Claims;
import dev.imprimatur.trust.Fix;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.PublisherId;
import dev.imprimatur.trust.PublisherMatcher;
import dev.imprimatur.trust.PublisherSpec;
import dev.imprimatur.trust.Publishers;
import dev.imprimatur.trust.Target;
import java.util.Optional;

/**
 * The fixes that refused attempts offer to owners: other settings for a trusted publisher. Owners
 * get what they were shown or nothing, so the attempt is matched again with the publisher as it is
 * now.
 */
public final class SuggestedFixes {
  private final AuditLog log;
  private final Publishers publishers;
  private final PublisherMatcher matcher;
  private final Issuers issuers;
  private final PendingOwner futureOwner;
  private final Changes changes;
  private final TrustedPublishers keeping;

  public SuggestedFixes(
      AuditLog log,
      Publishers publishers,
      PublisherMatcher matcher,
      Issuers issuers,
      PendingOwner futureOwner,
      Changes changes,
      TrustedPublishers keeping) {
    this.log = log;
    this.publishers = publishers;
    this.matcher = matcher;
    this.issuers = issuers;
    this.futureOwner = futureOwner;
    this.changes = changes;
    this.keeping = keeping;
  }

  /**
   * Accepts the fix that an event offers; if it is for all packages of a pattern, only who decides
   * about that may.
   */
  public Publisher accept(PackageName name, String event, Caller caller) {
    return changes.make(
        caller,
        new Action.Trust(Target.of(name)),
        change -> {
          var tx = change.tx();
          var offered = offered(tx, name, event);
          var meant = offeredFor(tx, offered);
          if (meant.isPresent() && !futureOwner.mayManage(tx, meant.get(), caller)) {
            throw new AuditProblem.EventNotFound(event).asException();
          }
          var fix = fix(tx, name, offered);
          change.require(new Action.Trust(fix.publisher().target()));
          return make(change, new Accepted(offered.event(), fix));
        });
  }

  /**
   * The fix that an event offers.
   *
   * @param fix as it was shown
   * @param claims what was kept of the token; nothing is offered to one that proved nothing
   */
  private record Offered(String event, JsonObject fix, JsonObject claims) {}

  private Offered offered(Tx tx, PackageName name, String event) {
    var entry =
        log.find(tx, log.seq(tx, event))
            .filter(found -> found.packageName().filter(name.value()::equals).isPresent())
            .orElseThrow(() -> new AuditProblem.EventNotFound(event).asException());
    var facts = entry.facts();
    var fix = facts.object("fix");
    var claims = facts.object("claims");
    if (fix.isEmpty() || claims.isEmpty()) {
      throw new TrustProblem.FixNotFound(event).asException();
    }
    return new Offered(entry.id(), fix.get(), claims.get());
  }

  private Optional<Publisher> offeredFor(Tx tx, Offered offered) {
    return offered
        .fix()
        .text("publisher")
        .map(PublisherId::of)
        .flatMap(id -> publishers.find(tx, id));
  }

  /** Finds the fix as of now, if it is still what was shown; the turn of the name keeps it true. */
  private Fix fix(Tx tx, PackageName name, Offered offered) {
    return claims(tx, offered.claims())
        .map(claims -> matcher.match(tx, name, claims))
        // An offer to somebody who waits for a name has nothing to do with the others.
        .flatMap(matchResult -> offeredFor(tx, offered).map(Publisher::owner).map(matchResult::by))
        .flatMap(matcher::fix)
        .filter(fix -> fix.json().equals(offered.fix()))
        .orElseThrow(() -> new TrustProblem.FixOutdated(offered.event()).asException());
  }

  private Optional<Claims> claims(Tx tx, JsonObject recorded) {
    return recorded
        .text("iss")
        .filter(url -> issuers.isOn(tx, url))
        .flatMap(url -> issuers.find(tx, url))
        .map(issuer -> issuer.restore(recorded));
  }

  /** The fix that is made, with the event that offered it. */
  private record Accepted(String event, Fix fix) {}

  private Publisher make(Change change, Accepted accepted) {
    var fix = accepted.fix();
    var publisher = fix.publisher();
    var issuer = issuers.find(change.tx(), publisher.identity().issuer()).orElseThrow();
    var spec = PublisherSpec.of(publisher, issuer, fix.settings()).withPins(fix.ids());
    return keeping.editAsOffered(change, publisher.id(), spec, accepted.event());
  }
}
