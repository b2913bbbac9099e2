package dev.imprimatur.accountpages;

import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Form;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Route;
import dev.imprimatur.limits.Quota;
import dev.imprimatur.pages.AccountPage;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secondfactor.PersonalPasskeys;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.signin.BrowserSessions;
import dev.imprimatur.signin.Sessions;
import dev.imprimatur.tokens.Tokens;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The pages on which people sign in with a browser, and out. */
public final class SignInPages {
  private static final String QUESTION = "sign in";
  private static final int REFUSED = 403;

  private final Desk desk;
  private final Sessions passwords;
  private final PersonalPasskeys passkeys;
  private final BrowserSessions sessions;
  private final AccountPage.Entrances entrances;
  private final AccountPages.Entries entries;

  public SignInPages(
      Desk desk,
      Sessions passwords,
      PersonalPasskeys passkeys,
      BrowserSessions sessions,
      AccountPage.Entrances entrances,
      AccountPages.Entries entries) {
    this.desk = desk;
    this.passwords = passwords;
    this.passkeys = passkeys;
    this.sessions = sessions;
    this.entrances = entrances;
    this.entries = entries;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        desk.page("/-/login", this::ask),
        desk.form("/-/login", this::takePassword).within(Quota.SIGN_IN),
        desk.form("/-/login/passkey", this::takePasskey).within(Quota.SIGN_IN),
        desk.ownForm("/-/logout", this::signOut));
  }

  private Reply ask(Visit visit) {
    var next = NextPage.of(visit.site(), visit.request().query("next").orElse(""));
    return visit.person().isPresent()
        ? visit.go(next)
        : visit.show(page(visit, visit.frame(), next, ""));
  }

  private Reply takePassword(Visit visit, Form form) {
    return begun(
        visit,
        form,
        () -> {
          var attempt =
              new Users.Attempt(
                  new UserName(form.trimmed("name")),
                  Secret.of(form.text("password")),
                  visit.request().address());
          return sessions.begin(passwords.requireAll(attempt, code(form)));
        });
  }

  private Reply takePasskey(Visit visit, Form form) {
    return begun(
        visit,
        form,
        () -> {
          var name = passkeys.prove(visit.requireBrowser(), QUESTION, form.text("response"));
          passwords.requireWayIn(name);
          return sessions.beginProved(name);
        });
  }

  private Reply begun(Visit visit, Form form, Supplier<Tokens.Fresh> begin) {
    var next = NextPage.of(visit.site(), form.text("next"));
    visit.request().note("client.address", visit.request().address());
    try {
      return visit.go(next, begin.get());
    } catch (ProblemException e) {
      visit.request().note("problem", e.problem().code());
      var frame = visit.frame().alert(e.problem().detail());
      return visit.show(REFUSED, page(visit, frame, next, form.trimmed("name")));
    }
  }

  private AccountPage page(Visit visit, AccountPage.Frame frame, String next, String name) {
    var passkey = visit.browser().map(browser -> passkeys.toUse(browser, QUESTION));
    return new AccountPage.SignIn(frame, entrances, next, name, passkey);
  }

  /** Reads the one-time password of a form, which many do not need. */
  static Optional<Secret> code(Form form) {
    return Optional.of(form.trimmed("code")).filter(code -> !code.isEmpty()).map(Secret::of);
  }

  private Reply signOut(Visit visit, Caller.Person person, Form form) {
    var provider = sessions.cameBy(person).flatMap(entries::ofIssuer);
    sessions.end(person);
    return visit.leave(
        provider
            .map(found -> visit.site().base() + "/-/sso/" + found.name() + "/signed-out")
            .orElse(visit.site().home()));
  }
}
