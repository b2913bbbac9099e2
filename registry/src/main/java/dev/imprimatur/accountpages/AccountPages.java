package dev.imprimatur.accountpages;

import dev.imprimatur.accounts.OwnAccount;
import dev.imprimatur.accounts.OwnAccount.Owner;
import dev.imprimatur.accounts.OwnPasskeys;
import dev.imprimatur.accounts.OwnSessions;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Form;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Route;
import dev.imprimatur.limits.Quota;
import dev.imprimatur.pages.AccountPage;
import dev.imprimatur.pages.AccountPage.Field;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.qr.QrSquare;
import dev.imprimatur.secondfactor.Passkey;
import dev.imprimatur.secondfactor.PersonalPasskeys;
import dev.imprimatur.secondfactor.SecondFactors.Kind;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.Token;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The page of somebody's own account, with what they sign in with and where they are signed in. */
public final class AccountPages {
  private static final String HOME = "/-/account";
  private static final int REFUSED = 403;

  private final Desk desk;
  private final ConfirmPages confirmed;
  private final OwnAccount account;
  private final OwnPasskeys ownPasskeys;
  private final OwnSessions sessions;
  private final PersonalPasskeys passkeys;

  public AccountPages(
      Desk desk,
      ConfirmPages confirmed,
      OwnAccount account,
      OwnPasskeys ownPasskeys,
      OwnSessions sessions,
      PersonalPasskeys passkeys) {
    this.desk = desk;
    this.confirmed = confirmed;
    this.account = account;
    this.ownPasskeys = ownPasskeys;
    this.sessions = sessions;
    this.passkeys = passkeys;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        desk.ownPage(HOME, (visit, person) -> visit.show(overview(visit, person, visit.frame()))),
        desk.ownPage(
            HOME + "/password", (visit, _) -> visit.show(newPassword(visit, visit.frame()))),
        desk.ownForm(HOME + "/sessions/end", this::endSession),
        confirmed.form(HOME + "/passkeys", this::addPasskey),
        confirmed.form(HOME + "/passkeys/rename", this::renamePasskey),
        confirmed.form(HOME + "/passkeys/remove", this::removePasskey),
        confirmed.form(HOME + "/app", this::beginApp),
        confirmed.form(HOME + "/app/confirm", this::confirmApp).within(Quota.SIGN_IN),
        confirmed.form(HOME + "/app/remove", this::removeApp),
        confirmed.form(HOME + "/codes", this::renewCodes),
        confirmed.form(HOME + "/password", this::choosePassword).within(Quota.SIGN_IN));
  }

  private AccountPage overview(Visit visit, Caller.Person person, AccountPage.Frame frame) {
    var view = account.view(person);
    var factors =
        new AccountPage.Factors(
            ownPasskeys.all(person).stream().map(AccountPages::device).toList(),
            visit.browser().map(browser -> passkeys.toMake(browser, person.user().name())),
            view.factors().contains(Kind.TOTP),
            account.recoveryCodesLeft(person));
    return new AccountPage.Overview(
        frame,
        view.user().email(),
        account.readsUntil(person),
        view.user().admin(),
        factors,
        sessions.all(person).stream().map(token -> session(token, person)).toList());
  }

  private static AccountPage.Device device(Passkey passkey) {
    return new AccountPage.Device(
        passkey.credential().id().value(),
        passkey.label(),
        passkey.createdAt(),
        passkey.lastUsedAt());
  }

  private static AccountPage.Session session(Token token, Caller.Person person) {
    return new AccountPage.Session(
        token.id().toString(),
        token.grant() instanceof Grant.Browser ? "A browser" : "npm, token …" + token.endsWith(),
        token.createdAt(),
        token.id().equals(person.token().id()));
  }

  private Reply addPasskey(Visit visit, Owner owner, Form form) {
    return shown(
        visit,
        owner,
        () -> {
          var offer =
              new OwnPasskeys.Offer(
                  visit.requireBrowser(), form.text("response"), form.text("label"));
          return ownPasskeys
              .add(owner, offer)
              .map(codes -> codes(visit, codes))
              .orElseGet(() -> done(visit, owner, "The passkey is added."));
        });
  }

  private Reply renamePasskey(Visit visit, Owner owner, Form form) {
    return shown(
        visit,
        owner,
        () -> {
          ownPasskeys.rename(owner, form.text("id"), form.text("label"));
          return done(visit, owner, "The passkey has another name.");
        });
  }

  private Reply removePasskey(Visit visit, Owner owner, Form form) {
    return shown(
        visit,
        owner,
        () -> {
          ownPasskeys.remove(owner, form.text("id"));
          return done(visit, owner, "The passkey is removed. Remove it on the device as well.");
        });
  }

  private Reply beginApp(Visit visit, Owner owner, Form form) {
    return shown(
        visit,
        owner,
        () ->
            account
                .beginTotp(owner)
                .<AccountPage>map(enrolment ->
                    new AccountPage.NewApp(
                        visit.frame(), enrolment.key(), QrSquare.of(enrolment.uri())))
                .orElseGet(() -> done(visit, owner, "There is an app already.")));
  }

  private Reply confirmApp(Visit visit, Owner owner, Form form) {
    return shown(
        visit, owner, () -> codes(visit, account.confirm(owner, Secret.of(form.trimmed("code")))));
  }

  private Reply removeApp(Visit visit, Owner owner, Form form) {
    return shown(
        visit,
        owner,
        () -> {
          account.removeTotp(owner);
          return done(visit, owner, "The app is removed.");
        });
  }

  private Reply renewCodes(Visit visit, Owner owner, Form form) {
    return shown(visit, owner, () -> codes(visit, account.renewRecoveryCodes(owner)));
  }

  private Reply choosePassword(Visit visit, Owner owner, Form form) {
    try {
      account.choosePassword(owner, Secret.of(form.text("old")), Secret.of(form.text("password")));
      return visit.show(
          done(visit, owner, "You have another password; all other sessions have ended."));
    } catch (ProblemException e) {
      visit.request().note("problem", e.problem().code());
      return visit.show(REFUSED, newPassword(visit, visit.frame().alert(e.problem().detail())));
    }
  }

  private static AccountPage newPassword(Visit visit, AccountPage.Frame frame) {
    return new AccountPage.Form(
        frame,
        "Choose another password",
        List.of(),
        Optional.empty(),
        visit.site().account() + "/password",
        List.of(
            Field.password("old", "Present password", "current-password"),
            Field.password("password", "New password", "new-password")
                .hinted("At least 10 characters; a few words will do.")),
        List.of(),
        "Choose it",
        Optional.empty());
  }

  /** Ends a session; whoever ends the one that they are in is signed out. */
  private Reply endSession(Visit visit, Caller.Person person, Form form) {
    sessions.end(person, form.text("id"));
    return form.text("id").equals(person.token().id().toString())
        ? visit.leave(visit.site().home())
        : visit.go(visit.site().account());
  }

  private AccountPage done(Visit visit, Owner owner, String what) {
    return overview(visit, owner.person(), visit.frame().done(what));
  }

  private static AccountPage codes(Visit visit, List<Secret> codes) {
    return new AccountPage.RecoveryCodes(visit.frame(), codes);
  }

  /** Shows what comes of a change, or the account with the reason why it was refused. */
  private Reply shown(Visit visit, Owner owner, Supplier<AccountPage> change) {
    try {
      return visit.show(change.get());
    } catch (ProblemException e) {
      visit.request().note("problem", e.problem().code());
      var frame = visit.frame().alert(e.problem().detail());
      return visit.show(REFUSED, overview(visit, owner.person(), frame));
    }
  }
}
