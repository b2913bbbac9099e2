package dev.imprimatur.accountpages;

import dev.imprimatur.access.AccountLink.Terms;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.accounts.LinkUse;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Form;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Route;
import dev.imprimatur.limits.Quota;
import dev.imprimatur.pages.AccountPage;
import dev.imprimatur.pages.AccountPage.Field;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The page of a link that was given to somebody: to set up this registry, to make an account, to
 * choose another password or to confirm a mail address. Nothing is done by opening it, as programs
 * that look into mails open what they find.
 */
public final class LinkPages {
  private static final String PATH = "/-/link/{secret}";
  private static final int REFUSED = 403;
  private static final Field NEW_PASSWORD =
      Field.password("password", "Password", "new-password")
          .hinted("At least 10 characters; a few words that mean something to you alone will do.");

  private final Desk desk;
  private final LinkUse links;

  public LinkPages(Desk desk, LinkUse links) {
    this.desk = desk;
    this.links = links;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(desk.page(PATH, this::ask), desk.form(PATH, this::use).within(Quota.SIGN_IN));
  }

  private Reply ask(Visit visit) {
    return visit.show(form(visit, visit.frame(), links.show(opened(visit)).terms(), Form.EMPTY));
  }

  private Reply use(Visit visit, Form form) {
    var terms = links.require(opened(visit)).terms();
    visit.request().note("client.address", visit.request().address());
    try {
      var done =
          switch (terms) {
            case Terms.SetUp _, Terms.Invitation _ -> {
              var user = links.makeAccount(opened(visit), applicant(terms, form));
              yield "The account %s is yours. Sign in with it, here or by npm login."
                  .formatted(user.name());
            }
            case Terms.Reset _ ->
                "%s has another password now, and all sessions have ended."
                    .formatted(
                        links.choosePassword(opened(visit), Secret.of(form.text("password"))));
            case Terms.Verification(_, var email) -> {
              var _ = links.verify(opened(visit));
              yield email + " is confirmed.";
            }
          };
      return visit.show(
          new AccountPage.Message(
              visit.frame(),
              "Done",
              done,
              Optional.of(new AccountPage.Way("Sign in", visit.site().signIn()))));
    } catch (ProblemException e) {
      visit.request().note("problem", e.problem().code());
      return visit.show(
          REFUSED, form(visit, visit.frame().alert(e.problem().detail()), terms, form));
    }
  }

  private static Users.Applicant applicant(Terms terms, Form form) {
    return new Users.Applicant(
        new UserName(form.trimmed("name")),
        sentTo(terms).orElse(form.trimmed("email")),
        Secret.of(form.text("password")),
        false);
  }

  /** Returns the address that an invitation went to, which then is the account's. */
  private static Optional<String> sentTo(Terms terms) {
    return terms instanceof Terms.Invitation invitation ? invitation.email() : Optional.empty();
  }

  private static AccountPage form(Visit visit, AccountPage.Frame frame, Terms terms, Form typed) {
    return switch (terms) {
      case Terms.SetUp _ ->
          account(
              visit,
              frame,
              typed,
              new Words(
                  "Set up this registry",
                  "Nobody has an account here yet. The first one runs the registry: it invites"
                      + " others, and decides about every package.",
                  Optional.empty()));
      case Terms.Invitation(var admin, var email, var joins) ->
          account(
              visit,
              frame,
              typed,
              new Words(
                  "Make your account",
                  "You are invited to this registry"
                      + joins.map(it -> " and will be " + it).orElse("")
                      + (admin ? ", to run it with others" : "")
                      + email.map(". Your mail address there is %s"::formatted).orElse("")
                      + ". Your name stays yours: packages in the scope of that name do, too.",
                  email));
      case Terms.Reset(var user) ->
          new AccountPage.Form(
              frame,
              "Choose another password",
              List.of("For " + user + ". All sessions that were begun with the old one end."),
              Optional.empty(),
              path(visit),
              List.of(NEW_PASSWORD),
              List.of(),
              "Choose it",
              Optional.empty());
      case Terms.Verification(var user, var email) ->
          new AccountPage.Form(
              frame,
              "Confirm your mail address",
              List.of("%s is said to be the address of %s.".formatted(email, user)),
              Optional.empty(),
              path(visit),
              List.of(),
              List.of(),
              "Yes, it is mine",
              Optional.empty());
    };
  }

  /** The words of a form for an account. */
  private record Words(String title, String text, Optional<String> email) {}

  private static AccountPage account(
      Visit visit, AccountPage.Frame frame, Form typed, Words words) {
    var fields = new ArrayList<Field>();
    fields.add(
        Field.text("name", "Name", "username")
            .holding(typed.trimmed("name"))
            .hinted("Lower-case letters, digits and ._-"));
    if (words.email().isEmpty()) {
      fields.add(
          Field.text("email", "Mail address", "email")
              .asEmail()
              .holding(typed.trimmed("email"))
              .hinted("npm shows it of whoever maintains a package."));
    }
    fields.add(NEW_PASSWORD);
    return new AccountPage.Form(
        frame,
        words.title(),
        List.of(words.text()),
        Optional.empty(),
        path(visit),
        fields,
        List.of(),
        "Make the account",
        Optional.empty());
  }

  private static String path(Visit visit) {
    return visit.site().base() + PATH.replace("{secret}", visit.request().parameter("secret"));
  }

  private static LinkUse.Opened opened(Visit visit) {
    return new LinkUse.Opened(
        Secret.of(visit.request().parameter("secret")), visit.request().address());
  }
}
