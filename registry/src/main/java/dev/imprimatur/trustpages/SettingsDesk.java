package dev.imprimatur.trustpages;

import dev.imprimatur.accountpages.ConfirmPages;
import dev.imprimatur.accountpages.Desk;
import dev.imprimatur.accountpages.Visit;
import dev.imprimatur.db.Database;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.http.Form;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Route;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.pages.AccountPage;
import dev.imprimatur.pages.SettingsPage.Place;
import dev.imprimatur.pages.SettingsPage.Section;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.trust.Target;

/**
 * The maker of the routes of packages' settings. Nobody sees such a page, or learns by it that a
 * package exists, but who decides whom it trusts.
 */
public final class SettingsDesk {
  static final String SETTINGS = "/{package}/-/settings";

  private static final int REFUSED = 403;

  private final Desk desk;
  private final ConfirmPages confirmed;
  private final Database db;
  private final Gate gate;
  private final Packages packages;

  public SettingsDesk(
      Desk desk, ConfirmPages confirmed, Database db, Gate gate, Packages packages) {
    this.desk = desk;
    this.confirmed = confirmed;
    this.db = db;
    this.gate = gate;
    this.packages = packages;
  }

  /** Somebody at the settings of a package that they decide about. */
  record Owner(Visit visit, Caller.Person person, PackageName name) {
    Target target() {
      return Target.of(name);
    }

    /** Returns the address of a page of these settings. */
    String at(String path) {
      return visit.site().settings(name) + path;
    }

    Owner as(Caller.Person other) {
      return new Owner(visit, other, name);
    }
  }

  /** Shows a page of the settings. */
  interface PageHandler {
    Reply show(Owner owner);
  }

  /** Takes a form of the settings. */
  interface FormHandler {
    Reply take(Owner owner, Form form);
  }

  /** Makes a page of a change that was refused, with the reason on it. */
  interface Again {
    AccountPage page(AccountPage.Frame frame);
  }

  Desk desk() {
    return desk;
  }

  Route<Action, Caller> page(String path, PageHandler handler) {
    return desk.ownPage(
        SETTINGS + path, (visit, person) -> handler.show(requireOwner(visit, person)));
  }

  Route<Action, Caller> form(String path, FormHandler handler) {
    return desk.ownForm(
        SETTINGS + path, (visit, person, form) -> handler.take(requireOwner(visit, person), form));
  }

  private Owner requireOwner(Visit visit, Caller.Person person) {
    var name = new PackageName(visit.request().parameter("package"));
    db.read(tx -> {
      gate.foresee(tx, new Action.History(Target.of(name)), person);
      return name;
    });
    return new Owner(visit, person, name);
  }

  /** Returns where a page of these settings is. */
  Place place(Owner owner, Section section) {
    return new Place(owner.name(), db.read(tx -> packages.isTaken(tx, owner.name())), section);
  }

  /**
   * Makes a change, once the owner has shown that the session is theirs; if it is refused, the page
   * is shown again with the reason.
   *
   * @param back the address of the page at which they can go on
   */
  Reply change(Owner owner, String back, PageHandler change, Again again) {
    return confirmed.confirmed(
        owner.visit(),
        owner.person(),
        back,
        person -> {
          try {
            return change.show(owner.as(person));
          } catch (ProblemException e) {
            owner.visit().request().note("problem", e.problem().code());
            var frame = owner.visit().frame().alert(e.problem().detail());
            return owner.visit().show(REFUSED, again.page(frame));
          }
        });
  }
}
