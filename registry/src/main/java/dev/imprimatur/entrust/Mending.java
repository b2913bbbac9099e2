package dev.imprimatur.entrust;

import dev.imprimatur.audit.AuditLog;
import dev.imprimatur.audit.Event;
import dev.imprimatur.change.Change;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.issuers.Issuers;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.AuditProblem;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.rulebooks.Claims;
import dev.imprimatur.trust.Fix;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.PublisherId;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.Trust;
import dev.imprimatur.trust.Wish;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Accepts what a refused attempt offers its owners: that the trusted publisher shall have other
 * settings. They get what they were shown or nothing, so the attempt is judged again by the
 * publisher as it is now.
 */
public final class Mending {
  private final Ledgers ledgers;
  private final Change change;
  private final Gate gate;
  private final TrustKeeping keeping;

  /** Where attempts are written down, and what judges them. */
  public record Ledgers(AuditLog log, Trust trust, Issuers issuers) {}

  public Mending(Ledgers ledgers, Change change, Gate gate, TrustKeeping keeping) {
    this.ledgers = ledgers;
    this.change = change;
    this.gate = gate;
    this.keeping = keeping;
  }

  /** Accepts for an owner; for all packages of a pattern only he does who decides about it. */
  Publisher accept(PackageName name, String event, Caller caller) {
    return change.make(
        caller,
        new Demand.Trust(Target.of(name)),
        (tx, happened) -> {
          var offered = offered(tx, name, event);
          offeredFor(tx, offered)
              .filter(publisher -> !keeping.isHis(tx, publisher, caller))
              .ifPresent(others -> {
                throw new AuditProblem.EventNotFound(event).asException();
              });
          var fix = fix(tx, name, offered);
          gate.readmit(tx, new Demand.Trust(fix.publisher().target()), caller);
          return make(tx, new Accepted(offered.event(), fix), happened);
        });
  }

  /** Accepts for the operator. */
  public Publisher accept(Tx tx, PackageName name, String event, Consumer<Event> happened) {
    var offered = offered(tx, name, event);
    return make(tx, new Accepted(offered.event(), fix(tx, name, offered)), happened);
  }

  /**
   * What an event offers.
   *
   * @param fix as it was shown
   * @param claims what was kept of the token; nothing is offered to one that proved nothing
   */
  private record Offered(String event, JsonObject fix, JsonObject claims) {}

  private Offered offered(Tx tx, PackageName name, String event) {
    var entry =
        ledgers
            .log()
            .find(tx, ledgers.log().seq(tx, event))
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
        .flatMap(id -> ledgers.trust().publishers().find(tx, id));
  }

  /** What would help now, if it is what was shown; whose turn it is keeps it true. */
  private Fix fix(Tx tx, PackageName name, Offered offered) {
    return claims(tx, offered.claims())
        .map(claims -> ledgers.trust().judging().judge(tx, name, claims))
        // What was offered to one who waits for a name has nothing to do with the others.
        .flatMap(judgement -> offeredFor(tx, offered).map(Publisher::owner).map(judgement::by))
        .flatMap(ledgers.trust().judging()::fix)
        .filter(fix -> fix.json().equals(offered.fix()))
        .orElseThrow(() -> new TrustProblem.FixOutdated(offered.event()).asException());
  }

  private Optional<Claims> claims(Tx tx, JsonObject recorded) {
    return recorded
        .text("iss")
        .filter(url -> ledgers.issuers().isOn(tx, url))
        .flatMap(url -> ledgers.issuers().find(tx, url))
        .map(issuer -> issuer.restore(recorded));
  }

  /** What is made true, and the event that offered it. */
  private record Accepted(String event, Fix fix) {}

  private Publisher make(Tx tx, Accepted accepted, Consumer<Event> happened) {
    var fix = accepted.fix();
    var publisher = fix.publisher();
    var issuer = ledgers.issuers().find(tx, publisher.identity().issuer()).orElseThrow();
    var wish = Wish.of(publisher, issuer, fix.settings()).withPins(fix.ids());
    var edit = new TrustKeeping.Edit(wish, Optional.of(accepted.event()));
    return keeping.edit(tx, publisher.id(), edit, happened);
  }
}
