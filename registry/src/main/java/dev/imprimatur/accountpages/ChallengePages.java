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
import dev.imprimatur.secondfactor.Challenge;
import dev.imprimatur.secondfactor.PersonalPasskeys;
import dev.imprimatur.secondfactor.Purpose;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.signin.Sessions;
import dev.imprimatur.signin.WebSignIn;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The page that npm sends its user to, to sign in or to show their second factor. It says what is
 * asked, by which command and from where, and is approved by whoever shows all that they sign in
 * with: a link alone approves nothing, whoever sent it.
 */
public final class ChallengePages {
  private static final String PATH = "/-/auth/{challenge}";
  private static final int REFUSED = 403;

  /** The time after a sign-in with this browser in which it stands for the password. */
  private static final Duration FRESH = Duration.ofMinutes(5);

  private final Desk desk;
  private final WebSignIn challenges;
  private final Sessions passwords;
  private final PersonalPasskeys passkeys;
  private final AccountPage.Entrances entrances;
  private final InstantSource clock;

  public ChallengePages(
      Desk desk,
      WebSignIn challenges,
      Sessions passwords,
      PersonalPasskeys passkeys,
      AccountPage.Entrances entrances,
      InstantSource clock) {
    this.desk = desk;
    this.challenges = challenges;
    this.passwords = passwords;
    this.passkeys = passkeys;
    this.entrances = entrances;
    this.clock = clock;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(desk.page(PATH, this::ask), desk.form(PATH, this::decide).within(Quota.SIGN_IN));
  }

  private Reply ask(Visit visit) {
    var challenge = challenges.show(secret(visit));
    return visit.show(
        challenge.approvedAt().isPresent()
            ? answered(visit, challenge)
            : form(visit, challenge, visit.frame(), ""));
  }

  /** Says of a challenge that was approved that this is done; yarn's user may want its code now. */
  private AccountPage answered(Visit visit, Challenge challenge) {
    if (challenge.kind() == Challenge.Kind.ONE_TIME && challenge.redeemedAt().isEmpty()) {
      return approvedOnce(visit);
    }
    return message(
        visit,
        "Approved already",
        "This was approved before, and nobody can do so again. If that was not you, choose another"
            + " password, and end all sessions on the page of your account.");
  }

  private Reply decide(Visit visit, Form form) {
    return switch (form.text("decision")) {
      case "no" -> {
        challenges.refuse(secret(visit));
        yield visit.show(
            message(
                visit,
                "Refused",
                "Nothing was approved, and whoever asked is told so. If you did not ask for it,"
                    + " somebody may have your password: choose another one."));
      }
      case "code" -> code(visit);
      default -> approve(visit, form);
    };
  }

  private Reply approve(Visit visit, Form form) {
    var challenge = challenges.show(secret(visit));
    if (challenge.approvedAt().isPresent()) {
      return visit.show(answered(visit, challenge));
    }
    var address = visit.request().address();
    visit.request().note("client.address", address);
    try {
      var approved = challenges.approve(secret(visit), proved(visit, challenge, form), address);
      return approved.kind() == Challenge.Kind.SIGN_IN
          ? visit.show(
              message(
                  visit,
                  "You are signed in",
                  "Go back to your terminal: it goes on by itself. You may close this page."))
          : visit.show(approvedOnce(visit));
    } catch (ProblemException e) {
      visit.request().note("problem", e.problem().code());
      return visit.show(
          REFUSED,
          form(visit, challenge, visit.frame().alert(e.problem().detail()), form.trimmed("name")));
    }
  }

  /** Returns who has shown all that this challenge asks of them. */
  private UserName proved(Visit visit, Challenge challenge, Form form) {
    if (!form.text("response").isEmpty()) {
      return byPasskey(visit, challenge, form);
    }
    var fresh = fresh(visit, challenge);
    if (fresh.isPresent() && challenge.kind() == Challenge.Kind.SIGN_IN) {
      return fresh.get();
    }
    var name = fresh.or(challenge::account).orElseGet(() -> new UserName(form.trimmed("name")));
    var attempt =
        new Users.Attempt(name, Secret.of(form.text("password")), visit.request().address());
    if (fresh.isPresent()) {
      var _ = passwords.requireSecondFactor(attempt, SignInPages.code(form));
    } else {
      var _ = passwords.requireAll(attempt, SignInPages.code(form));
    }
    return name;
  }

  private UserName byPasskey(Visit visit, Challenge challenge, Form form) {
    var name = passkeys.prove(visit.requireBrowser(), question(visit), form.text("response"));
    if (challenge.kind() == Challenge.Kind.SIGN_IN) {
      passwords.requireWayIn(name);
    }
    return name;
  }

  /** Finds who has signed in with this browser some minutes ago, if it is they who are asked. */
  private Optional<UserName> fresh(Visit visit, Challenge challenge) {
    var since = clock.instant().minus(FRESH);
    return visit
        .person()
        .filter(person -> person.token().createdAt().isAfter(since))
        .map(person -> person.user().name())
        .filter(name -> challenge.account().filter(asked -> !asked.equals(name)).isEmpty());
  }

  private AccountPage form(
      Visit visit, Challenge challenge, AccountPage.Frame frame, String typed) {
    var fresh = fresh(visit, challenge);
    boolean signsIn = challenge.kind() == Challenge.Kind.SIGN_IN;
    var fields = new ArrayList<AccountPage.Field>();
    if (fresh.isEmpty()) {
      if (challenge.account().isEmpty()) {
        fields.add(AccountPage.Field.text("name", "Name", "username").holding(typed));
      }
      fields.add(AccountPage.Field.password("password", "Password", "current-password"));
    }
    if (fresh.isEmpty() || !signsIn) {
      var code = AccountPage.Field.text("code", "One-time password", "one-time-code");
      fields.add(
          signsIn
              ? code.optional()
                  .hinted("Six digits of your authenticator app; leave it empty if you have none.")
              : code.hinted("Six digits of your authenticator app."));
    }
    var path = path(visit);
    return new AccountPage.Form(
        frame,
        signsIn ? "Sign in on a terminal?" : "Is this you?",
        lines(visit, challenge, fresh),
        fresh.isPresent() && signsIn ? Optional.empty() : passkey(visit, challenge),
        path,
        fields,
        fresh.isPresent() ? List.of() : ways(path),
        signsIn ? "Yes, sign in" : "Yes, go on",
        Optional.of("No, I did not ask for this"));
  }

  /** Returns what the browser is asked for, unless the account that is asked has no passkey. */
  private Optional<String> passkey(Visit visit, Challenge challenge) {
    boolean useless = challenge.account().filter(name -> passkeys.of(name).isEmpty()).isPresent();
    return visit
        .browser()
        .filter(browser -> !useless)
        .map(browser -> passkeys.toUse(browser, question(visit)));
  }

  /** Names this challenge, so that what a passkey signs for it is good for no other. */
  private static String question(Visit visit) {
    return "challenge " + secret(visit).sha256();
  }

  private List<AccountPage.Way> ways(String path) {
    return entrances.providers().stream()
        .map(
            way -> new AccountPage.Way(way.label(), way.path() + "?next=" + NextPage.encoded(path)))
        .toList();
  }

  private static List<String> lines(Visit visit, Challenge challenge, Optional<UserName> fresh) {
    var asked = challenge.asked();
    var who =
        (asked.command().isEmpty() ? "A package manager" : "npm " + asked.command())
            + " at "
            + asked.address();
    var what =
        asked.purpose().act() == Purpose.Act.SIGN_IN
            ? " asks to be signed in."
            : " asks to "
                + asked.purpose().act().words()
                + (asked.purpose().subject().isEmpty() ? "" : " " + asked.purpose().subject())
                + challenge.account().map(name -> ", as " + name).orElse("")
                + ".";
    var lines = new ArrayList<String>();
    lines.add(who + what);
    fresh.ifPresent(name -> lines.add("You are signed in here as " + name + "."));
    visit
        .person()
        .map(person -> person.user().name())
        .filter(name -> challenge.account().filter(other -> !other.equals(name)).isPresent())
        .ifPresent(name -> lines.add("In this browser you are " + name + ", who is not asked."));
    lines.add("Go on only if you have just begun this yourself.");
    return lines;
  }

  private static AccountPage approvedOnce(Visit visit) {
    return new AccountPage.Approved(visit.frame(), path(visit));
  }

  private Reply code(Visit visit) {
    return challenges
        .codeToType(secret(visit))
        .map(code ->
            visit.show(
                message(
                    visit,
                    "Type this code",
                    code.reveal() + " is good for a few minutes, and for this alone.")))
        .orElseGet(
            () -> visit.show(message(visit, "There is no code", "Your client has it already.")));
  }

  private static AccountPage message(Visit visit, String title, String text) {
    return new AccountPage.Message(visit.frame(), title, text, Optional.empty());
  }

  private static String path(Visit visit) {
    return visit.site().base() + PATH.replace("{challenge}", secret(visit).reveal());
  }

  private static Secret secret(Visit visit) {
    return Secret.of(visit.request().parameter("challenge"));
  }
}
