package dev.imprimatur.trustadmin;

import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.Changes;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.issuers.IssuerJson;
import dev.imprimatur.issuers.IssuerState;
import dev.imprimatur.issuers.IssuerTurns;
import dev.imprimatur.issuers.Issuers;
import dev.imprimatur.issuers.KeySetStatus;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.trust.Publishers;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/** The operator's decisions about the issuers whose identity tokens the registry takes. */
public final class IssuerAdmin {
  private final Database db;
  private final Issuers issuers;
  private final Publishers publishers;
  private final Changes changes;

  public IssuerAdmin(Database db, Issuers issuers, Publishers publishers, Changes changes) {
    this.db = db;
    this.issuers = issuers;
    this.publishers = publishers;
    this.changes = changes;
  }

  Providers providers() {
    return issuers.providers();
  }

  /**
   * An issuer, with the number of those that rely on it.
   *
   * @param publishers how many trusted publishers know their jobs by it
   */
  public record Known(IssuerState state, int publishers) {}

  public List<Known> all() {
    return issuers.all().stream().map(this::known).toList();
  }

  public Known require(String url) {
    return issuers.all().stream()
        .filter(state -> state.issuer().url().equals(url))
        .findFirst()
        .map(this::known)
        .orElseThrow(() -> new TrustProblem.IssuerNotFound(url).asException());
  }

  private Known known(IssuerState state) {
    var url = state.issuer().url();
    return new Known(state, db.read(tx -> publishers.ofIssuer(tx, url).size()));
  }

  /** The status of its keys, as far as this server knows. */
  KeySetStatus health(IssuerState state) {
    return issuers.health(state);
  }

  /** Asks an issuer for its keys now, whether it was added or not. */
  public KeySetStatus test(Issuer issuer) {
    return issuers.test(issuer);
  }

  /** Adds an issuer; one of the same address is never replaced. */
  public void add(Issuer issuer, Caller caller) {
    change(
        caller,
        change -> {
          issuers.add(change.tx(), issuer, change.by());
          change.happened(
              new PeopleEvent.IssuerAdded(
                  issuer.url(), issuer.provider().id(), IssuerJson.terms(issuer)));
          return issuer;
        });
  }

  /**
   * Changes the terms of an issuer that was added or is built in; from now on they apply to all
   * jobs of its publishers.
   *
   * @param wanted makes the new terms out of those that are in force, as a configuration file
   *     writes them
   */
  public void edit(String url, UnaryOperator<JsonObject> wanted, Caller caller) {
    change(caller, change -> edited(change, url, wanted));
  }

  private Issuer edited(Change change, String url, UnaryOperator<JsonObject> wanted) {
    var tx = change.tx();
    IssuerTurns.take(tx, url);
    var before =
        issuers.find(tx, url).orElseThrow(() -> new TrustProblem.IssuerNotFound(url).asException());
    var after = IssuerJson.read(before.provider(), url, wanted.apply(IssuerJson.write(before)));
    int users = publishers.ofIssuer(tx, url).size();
    // Publishers name the claims that tell jobs apart in their settings, and have pinned the ids.
    if (users > 0 && !IssuerJson.identifies(before).equals(IssuerJson.identifies(after))) {
      throw new TrustProblem.IssuerInUse(url, users).asException();
    }
    issuers.edit(tx, after, change.by());
    change.happened(
        new PeopleEvent.IssuerEdited(url, IssuerJson.terms(before), IssuerJson.terms(after)));
    return after;
  }

  /** Removes an issuer that was added and that no publisher relies on. */
  public void remove(String url, Caller caller) {
    change(
        caller,
        change -> {
          var tx = change.tx();
          IssuerTurns.take(tx, url);
          int users = publishers.ofIssuer(tx, url).size();
          if (users > 0) {
            throw new TrustProblem.IssuerInUse(url, users).asException();
          }
          issuers.remove(tx, url);
          change.happened(new PeopleEvent.IssuerRemoved(url));
          return url;
        });
  }

  /**
   * Switches an issuer off: nothing that it signed is valid, not even what was exchanged before.
   */
  public void switchOff(String url, Caller caller) {
    change(
        caller,
        change -> {
          IssuerTurns.take(change.tx(), url);
          requireKnown(change.tx(), url);
          issuers.switchOff(change.tx(), url, change.by());
          change.happened(new PeopleEvent.IssuerSwitched(url, false));
          return url;
        });
  }

  public void switchOn(String url, Caller caller) {
    change(
        caller,
        change -> {
          requireKnown(change.tx(), url);
          issuers.switchOn(change.tx(), url);
          change.happened(new PeopleEvent.IssuerSwitched(url, true));
          return url;
        });
  }

  /** Stops using keys that were fetched before; for an issuer whose key was stolen. */
  public void forgetKeys(String url, Caller caller) {
    change(
        caller,
        change -> {
          requireKnown(change.tx(), url);
          issuers.forgetKeys(change.tx(), url);
          change.happened(new PeopleEvent.IssuerKeysForgotten(url));
          return url;
        });
  }

  /** Replaces the stored keys of an issuer. */
  public void storeKeys(String url, JsonObject keySet, Caller caller) {
    change(
        caller,
        change -> {
          issuers.storeKeys(change.tx(), url, keySet);
          change.happened(new PeopleEvent.IssuerKeysStored(url));
          return url;
        });
  }

  /** Refuses all identity tokens that were issued before now; for when a backup was restored. */
  public Instant expire(Caller caller) {
    return change(
        caller,
        change -> {
          var since = issuers.expire(change.tx());
          change.happened(new PeopleEvent.IdentityTokensExpired());
          return since;
        });
  }

  private <T> T change(Caller caller, Changes.Step<T> step) {
    var result = changes.make(caller, new Action.Administer(), step);
    issuers.invalidate();
    return result;
  }

  private void requireKnown(Tx tx, String url) {
    if (issuers.find(tx, url).isEmpty()) {
      throw new TrustProblem.IssuerNotFound(url).asException();
    }
  }
}
