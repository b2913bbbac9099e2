package dev.imprimatur.accountpages;

import dev.imprimatur.access.Users;
import dev.imprimatur.accounts.OwnAccount;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Form;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Route;
import dev.imprimatur.limits.Quota;
import dev.imprimatur.pages.AccountPage;
import dev.imprimatur.pages.AccountPage.Field;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secondfactor.PersonalPasskeys;
import dev.imprimatur.secondfactor.SecondFactors.Kind;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.signin.BrowserSessions;
import dev.imprimatur.signin.Sessions;
import dev.imprimatur.tokens.Tokens;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The page on which somebody shows again that a session is theirs, before they change what they
 * sign in with. Whoever has a second factor shows that, and everybody else their password. The
 * session gets another secret.
 */
public final class ConfirmPages {
  private static final String PATH = "/-/account/confirm";
  private static final String QUESTION = "change the account";
  private static final int REFUSED = 403;

  private final Desk desk;
  private final OwnAccount account;
  private final Sessions passwords;
  private final PersonalPasskeys passkeys;
  private final BrowserSessions sessions;
  private final AccountPage.Entrances entrances;

  public ConfirmPages(
      Desk desk,
      OwnAccount account,
      Sessions passwords,
      PersonalPasskeys passkeys,
      BrowserSessions sessions,
      AccountPage.Entrances entrances) {
    this.desk = desk;
    this.account = account;
    this.passwords = passwords;
    this.passkeys = passkeys;
    this.sessions = sessions;
    this.entrances = entrances;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        desk.ownPage(PATH, this::ask), desk.ownForm(PATH, this::take).within(Quota.SIGN_IN));
  }

  /** Takes a form of somebody who has shown some minutes ago that the session is theirs. */
  public interface ConfirmedHandler {
    Reply take(Visit visit, OwnAccount.Owner owner, Form form);
  }

  /** Shows a page to somebody who has shown some minutes ago that the session is theirs. */
  interface ConfirmedPageHandler {
    Reply show(Visit visit, OwnAccount.Owner owner);
  }

  /** Makes the route of a page that shows what only its owner may see; it comes after the proof. */
  Route<Action, Caller> page(String path, ConfirmedPageHandler handler) {
    return desk.ownPage(
        path,
        (visit, person) ->
            confirmed(
                visit,
                person,
                visit.request().rawPath(),
                confirmed -> handler.show(visit, owner(visit, confirmed))));
  }

  private static OwnAccount.Owner owner(Visit visit, Caller.Person confirmed) {
    return new OwnAccount.Owner(confirmed, visit.request().address());
  }

  /** Makes the route of a form that changes what somebody signs in with. */
  public Route<Action, Caller> form(String path, ConfirmedHandler handler) {
    return desk.ownForm(
        path,
        (visit, person, form) ->
            confirmed(
                visit,
                person,
                visit.site().account(),
                confirmed -> handler.take(visit, owner(visit, confirmed), form)));
  }

  /** A step of somebody who has shown some minutes ago that the session is theirs. */
  public interface ConfirmedStep {
    Reply take(Caller.Person person);
  }

  /**
   * Takes a step, once somebody has shown that the session is theirs; until then nothing is done,
   * and they come back to a page of ours when they have.
   *
   * @param back the path of that page
   */
  public Reply confirmed(Visit visit, Caller.Person person, String back, ConfirmedStep step) {
    return sessions
        .confirmed(person)
        .map(step::take)
        .orElseGet(() -> visit.go(visit.site().base() + PATH + to(back)));
  }

  private static String to(String back) {
    return "?next=" + NextPage.encoded(back);
  }

  private static String next(Visit visit) {
    return NextPage.of(visit.site(), visit.request().typed("next"));
  }

  /** Returns the owner of a session who has shown some minutes ago that it is theirs. */
  public Optional<OwnAccount.Owner> confirmed(Visit visit, Caller.Person person) {
    return sessions
        .confirmed(person)
        .map(found -> new OwnAccount.Owner(found, visit.request().address()));
  }

  private Reply ask(Visit visit, Caller.Person person) {
    return visit.show(page(visit, person, visit.frame()));
  }

  private Reply take(Visit visit, Caller.Person person, Form form) {
    visit.request().note("client.address", visit.request().address());
    try {
      return visit.go(next(visit), renewed(visit, person, form));
    } catch (ProblemException e) {
      visit.request().note("problem", e.problem().code());
      return visit.show(REFUSED, page(visit, person, visit.frame().alert(e.problem().detail())));
    }
  }

  private Tokens.Fresh renewed(Visit visit, Caller.Person person, Form form) {
    var name = person.user().name();
    if (!form.text("response").isEmpty()) {
      passkeys.requireOwn(
          visit.requireBrowser(),
          new PersonalPasskeys.Question(QUESTION, name),
          form.text("response"));
      return sessions.renewProved(person);
    }
    var attempt =
        new Users.Attempt(name, Secret.of(form.text("password")), visit.request().address());
    if (passwords.requireSecondFactor(attempt, SignInPages.code(form))) {
      return sessions.renewProved(person);
    }
    var _ = passwords.requirePassword(attempt);
    return sessions.renew(person);
  }

  private AccountPage page(Visit visit, Caller.Person person, AccountPage.Frame frame) {
    var kinds = account.view(person).factors();
    var next = next(visit);
    return new AccountPage.Form(
        frame,
        "Is it still you?",
        List.of(
            next.equals(visit.site().account())
                ? "You are about to change how you sign in. Show once more that this account is"
                    + " yours."
                : "You are about to decide about what others use. Show once more that this account"
                    + " is yours; nothing is changed yet."),
        visit
            .browser()
            .filter(browser -> kinds.contains(Kind.PASSKEY))
            .map(browser -> passkeys.toUse(browser, QUESTION)),
        visit.site().base() + PATH + to(next),
        List.of(field(kinds)),
        kinds.isEmpty() ? entrances.to(next) : List.of(),
        "Go on",
        Optional.empty());
  }

  private static Field field(Set<Kind> kinds) {
    if (kinds.isEmpty()) {
      return Field.password("password", "Password", "current-password");
    }
    return kinds.contains(Kind.TOTP)
        ? Field.text("code", "One-time password", "one-time-code")
            .hinted("Six digits of your authenticator app, or a recovery code.")
        : Field.text("code", "Recovery code", "off")
            .hinted(
                "If you have lost your passkeys. The account may then only read for three days.");
  }
}
