package dev.imprimatur.accountpages;

import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Form;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Route;
import dev.imprimatur.pages.AccountPage;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.signin.BrowserSessions;
import dev.imprimatur.signin.Sessions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The pages on which people sign in with a browser, and out. */
public final class SignInPages {
  private static final int REFUSED = 403;

  private final Desk desk;
  private final Sessions passwords;
  private final BrowserSessions sessions;
  private final AccountPage.Entrances entrances;

  public SignInPages(
      Desk desk, Sessions passwords, BrowserSessions sessions, AccountPage.Entrances entrances) {
    this.desk = desk;
    this.passwords = passwords;
    this.sessions = sessions;
    this.entrances = entrances;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        desk.page("/-/login", this::ask),
        desk.form("/-/login", this::takePassword),
        desk.ownForm("/-/logout", this::signOut),
        desk.ownPage("/-/account", this::account));
  }

  private Reply ask(Visit visit) {
    var next = NextPage.of(visit.site(), visit.request().query("next").orElse(""));
    if (visit.person().isPresent()) {
      return visit.go(next);
    }
    return visit.show(new AccountPage.SignIn(visit.frame(), entrances, next, "", Optional.empty()));
  }

  private Reply takePassword(Visit visit, Form form) {
    var next = NextPage.of(visit.site(), form.text("next"));
    var name = form.trimmed("name");
    visit.request().note("client.address", visit.request().address());
    try {
      var attempt =
          new Users.Attempt(
              new UserName(name), Secret.of(form.text("password")), visit.request().address());
      passwords.requireAll(attempt, code(form));
      var session = sessions.begin(attempt.name());
      return visit.go(next, session.text(), lifetime(session.token()));
    } catch (ProblemException e) {
      visit.request().note("problem", e.problem().code());
      return visit.show(
          REFUSED,
          new AccountPage.SignIn(
              visit.frame().alert(e.problem().detail()), entrances, next, name, Optional.empty()));
    }
  }

  /** Reads the one-time password of a form, which many do not need. */
  static Optional<Secret> code(Form form) {
    return Optional.of(form.trimmed("code")).filter(code -> !code.isEmpty()).map(Secret::of);
  }

  private static Duration lifetime(dev.imprimatur.tokens.Token token) {
    return Duration.between(token.createdAt(), token.expiresAt().orElseThrow());
  }

  private Reply signOut(Visit visit, Caller.Person person, Form form) {
    sessions.end(person);
    return visit.leave(visit.site().home());
  }

  private Reply account(Visit visit, Caller.Person person) {
    return visit.show(
        new AccountPage.Message(
            visit.frame(),
            "Hello",
            "You are signed in as " + person.user().name() + ".",
            Optional.empty()));
  }
}
