package dev.imprimatur.entrust;

import dev.imprimatur.audit.Event;
import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.issuers.IssuerJson;
import dev.imprimatur.issuers.IssuerTurns;
import dev.imprimatur.issuers.Issuers;
import dev.imprimatur.issuers.Issuers.Standing;
import dev.imprimatur.issuers.KeyHealth;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.trust.Publishers;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Decides whose identity tokens the registry takes, for its operator. */
public final class IssuerKeeping {
  private final Database db;
  private final Issuers issuers;
  private final Publishers publishers;
  private final Change change;

  /** Where issuers, and whoever relies on them, are written down. */
  public record Ledgers(Database db, Issuers issuers, Publishers publishers) {}

  public IssuerKeeping(Ledgers ledgers, Change change) {
    this.db = ledgers.db();
    this.issuers = ledgers.issuers();
    this.publishers = ledgers.publishers();
    this.change = change;
  }

  Providers providers() {
    return issuers.providers();
  }

  /** Changes an issuer; hands over what has happened. */
  interface Step {
    void take(Tx tx, Consumer<Event> happened);
  }

  void change(Caller caller, Step step) {
    change.make(
        caller,
        new Demand.Administer(),
        (tx, happened) -> {
          step.take(tx, happened);
          return step;
        });
    issuers.lookAgain();
  }

  /**
   * An issuer, and who relies on it.
   *
   * @param publishers how many trusted publishers know their jobs by it
   */
  public record Known(Standing standing, int publishers) {}

  public List<Known> all() {
    return issuers.all().stream().map(this::known).toList();
  }

  public Known require(String url) {
    return issuers.all().stream()
        .filter(standing -> standing.issuer().url().equals(url))
        .findFirst()
        .map(this::known)
        .orElseThrow(() -> new TrustProblem.IssuerNotFound(url).asException());
  }

  private Known known(Standing standing) {
    var url = standing.issuer().url();
    return new Known(standing, db.read(tx -> publishers.ofIssuer(tx, url).size()));
  }

  /** How its keys are, as far as this server knows. */
  KeyHealth health(Standing standing) {
    return issuers.health(standing);
  }

  /** Asks an issuer for its keys now, whether it was added or not. */
  public KeyHealth test(Issuer issuer) {
    return issuers.test(issuer);
  }

  /**
   * Adds an issuer; one of the same address is never replaced.
   *
   * @param by who wants it, as the audit log writes it
   */
  public void add(Tx tx, Issuer issuer, String by, Consumer<Event> happened) {
    issuers.add(tx, issuer, by);
    happened.accept(
        new PeopleEvent.IssuerAdded(
            issuer.url(), issuer.provider().id(), IssuerJson.terms(issuer)));
  }

  /**
   * Other terms for an issuer that was added or is built in.
   *
   * @param change makes the new ones out of those that are in force, as a configuration file writes
   *     them
   * @param by who wants it, as the audit log writes it
   */
  public record Edit(String url, UnaryOperator<JsonObject> change, String by) {}

  /** Changes the terms of an issuer; whoever relies on it is judged by them from now on. */
  public Issuer edit(Tx tx, Edit edit, Consumer<Event> happened) {
    var url = edit.url();
    IssuerTurns.take(tx, url);
    var before =
        issuers.find(tx, url).orElseThrow(() -> new TrustProblem.IssuerNotFound(url).asException());
    var terms = edit.change().apply(IssuerJson.write(before));
    var after = IssuerJson.read(before.provider(), url, terms);
    int users = publishers.ofIssuer(tx, url).size();
    // Publishers are written by the names of what tells jobs apart, and hold what their ids are.
    if (users > 0 && !IssuerJson.identifies(before).equals(IssuerJson.identifies(after))) {
      throw new TrustProblem.IssuerInUse(url, users).asException();
    }
    issuers.edit(tx, after, edit.by());
    happened.accept(
        new PeopleEvent.IssuerEdited(url, IssuerJson.terms(before), IssuerJson.terms(after)));
    return after;
  }

  /** Removes an issuer that was added and that no publisher relies on. */
  public void remove(Tx tx, String url, Consumer<Event> happened) {
    IssuerTurns.take(tx, url);
    int users = publishers.ofIssuer(tx, url).size();
    if (users > 0) {
      throw new TrustProblem.IssuerInUse(url, users).asException();
    }
    issuers.remove(tx, url);
    happened.accept(new PeopleEvent.IssuerRemoved(url));
  }

  /** Switches it off: nothing that it signed is good, not even what was exchanged before. */
  public void switchOff(Tx tx, String url, String by, Consumer<Event> happened) {
    IssuerTurns.take(tx, url);
    requireKnown(tx, url);
    issuers.switchOff(tx, url, by);
    happened.accept(new PeopleEvent.IssuerSwitched(url, false));
  }

  public void switchOn(Tx tx, String url, Consumer<Event> happened) {
    requireKnown(tx, url);
    issuers.switchOn(tx, url);
    happened.accept(new PeopleEvent.IssuerSwitched(url, true));
  }

  /** Uses no key any more that was fetched before; for an issuer whose key was stolen. */
  public void forgetKeys(Tx tx, String url, Consumer<Event> happened) {
    requireKnown(tx, url);
    issuers.forgetKeys(tx, url);
    happened.accept(new PeopleEvent.IssuerKeysForgotten(url));
  }

  /** Gives it these keys in place of those that were stored before. */
  public void storeKeys(Tx tx, String url, JsonObject keySet, Consumer<Event> happened) {
    issuers.storeKeys(tx, url, keySet);
    happened.accept(new PeopleEvent.IssuerKeysStored(url));
  }

  /** Takes no identity token any more that was issued before; for when a backup was restored. */
  public Instant expire(Tx tx, Consumer<Event> happened) {
    var since = issuers.expire(tx);
    happened.accept(new PeopleEvent.IdentityTokensExpired());
    return since;
  }

  private void requireKnown(Tx tx, String url) {
    if (issuers.find(tx, url).isEmpty()) {
      throw new TrustProblem.IssuerNotFound(url).asException();
    }
  }
}
