package dev.imprimatur.accountpages;

import dev.imprimatur.accounts.LinkRequests;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Form;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Route;
import dev.imprimatur.limits.Quota;
import dev.imprimatur.pages.AccountPage;
import dev.imprimatur.pages.AccountPage.Field;
import dev.imprimatur.problem.RequestProblem;
import java.util.List;
import java.util.Optional;

/**
 * The page for who has forgotten their password, where this registry sends mail and lets people in
 * by passwords. Its answer is the same at once whether there is such an account.
 */
public final class ForgottenPasswordPages {
  private static final String PATH = "/-/login/forgot";

  private final Desk desk;
  private final LinkRequests links;
  private final boolean offered;

  /**
   * Makes the page.
   *
   * @param offered whether there is one here
   */
  public ForgottenPasswordPages(Desk desk, LinkRequests links, boolean offered) {
    this.desk = desk;
    this.links = links;
    this.offered = offered;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(desk.page(PATH, this::ask), desk.form(PATH, this::take).within(Quota.SIGN_IN));
  }

  private Reply ask(Visit visit) {
    requireOffered(visit);
    return visit.show(
        new AccountPage.Form(
            visit.frame(),
            "Forgotten your password?",
            List.of("A link to choose another one goes to the mail address of your account."),
            Optional.empty(),
            visit.site().forgottenPassword(),
            List.of(Field.text("account", "Name or mail address", "username")),
            List.of(),
            "Send the link",
            Optional.empty()));
  }

  private Reply take(Visit visit, Form form) {
    requireOffered(visit);
    visit.request().note("client.address", visit.request().address());
    links.forgotPassword(form.trimmed("account"));
    return visit.show(
        new AccountPage.Message(
            visit.frame(),
            "Look into your mail",
            "If there is such an account, and its mail address was confirmed, a link is on its way"
                + " to it. It is good once, for an hour. If none comes, whoever runs this registry"
                + " can make one.",
            Optional.of(new AccountPage.Way("Sign in", visit.site().signIn()))));
  }

  private void requireOffered(Visit visit) {
    if (!offered) {
      throw new RequestProblem.NoSuchAddress("GET", visit.request().rawPath()).asException();
    }
  }
}
