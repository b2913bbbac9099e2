package dev.imprimatur.problem;

import static dev.imprimatur.problem.Quoted.text;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A problem with the caller, or with the person that a request is about. */
public sealed interface PeopleProblem extends Problem {

  record NotSignedIn(String why) implements PeopleProblem {
    @Override
    public String detail() {
      return why;
    }
  }

  record UnusableCredential(String why) implements PeopleProblem {
    @Override
    public String detail() {
      return why;
    }
  }

  record NotAllowed(String why) implements PeopleProblem {
    @Override
    public String detail() {
      return why;
    }
  }

  /** A token was used from where its owner did not allow it. */
  record AddressNotAllowed(String address) implements PeopleProblem {
    @Override
    public String detail() {
      return "This token may not be used from your address, which is %s.".formatted(text(address));
    }
  }

  /** A token that may only stage came with a version to publish; the first word is npm's code. */
  record StageRequired() implements PeopleProblem {
    @Override
    public String detail() {
      return "E_STAGE_REQUIRED: this token may stage versions, and not publish them. Use npm stage"
          + " publish, and approve it with npm stage approve.";
    }
  }

  /** A granular token is wanted that makes no sense; the sentences are npm's where it has one. */
  record InvalidToken(String why) implements PeopleProblem {
    @Override
    public String detail() {
      return why;
    }
  }

  record TooManyTokens(String user, int most) implements PeopleProblem {
    @Override
    public String detail() {
      return "%s has %d granular tokens already; revoke one first.".formatted(user, most);
    }
  }

  /** A token that its owner wants to revoke is none of theirs, or nobody's. */
  record TokenNotFound() implements PeopleProblem {
    @Override
    public String detail() {
      return "There is no such token, or it is not yours.";
    }
  }

  /** Somebody who is signed in was asked for their password again. */
  record WrongPassword() implements PeopleProblem {
    @Override
    public String detail() {
      return "The password is wrong.";
    }
  }

  /** Sign-in failed; the sentence is the same for an unknown name and a wrong password. */
  record SignInRefused() implements PeopleProblem {
    @Override
    public String detail() {
      return "There is no such user, or the password is wrong.";
    }
  }

  record TooManySignIns(Duration pause) implements PeopleProblem {
    @Override
    public String detail() {
      return "Too many refused sign-ins for this user from your address. Try again in %d seconds."
          .formatted(pause.toSeconds());
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.of(pause);
    }
  }

  /** More sign-ins came from one address than may, good or bad. */
  record SignInQuota(Duration pause) implements PeopleProblem {
    @Override
    public String detail() {
      return "Too many sign-ins from your address (quota \"signIn\"). Try again in %d seconds."
          .formatted(pause.toSeconds());
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.of(pause);
    }
  }

  /**
   * A person has to show their second factor. npm knows this answer by its status, its header and
   * the words "one-time pass".
   *
   * @param asker empty while somebody signs in
   * @param refused whether they showed something that was refused
   * @param web where they can show it in a browser
   */
  record OneTimePasswordRequired(Optional<Asker> asker, boolean refused, Optional<Addresses> web)
      implements PeopleProblem {

    /** The person who is asked, the token that they came with, and what they are asked for. */
    public record Asker(String user, UUID token, String act, String subject) {}

    /**
     * The addresses of a challenge.
     *
     * @param page where the person answers it
     * @param done where their client learns of it
     * @param waits whether their client goes there by itself
     */
    public record Addresses(String page, String done, boolean waits) {
      @Override
      public String toString() {
        return "Addresses[not shown]";
      }
    }

    public OneTimePasswordRequired at(Addresses addresses) {
      return new OneTimePasswordRequired(asker, refused, Optional.of(addresses));
    }

    @Override
    public String detail() {
      return refused
          ? "This one-time password is wrong, was used already, or is over. Send a new one."
          : "This needs a one-time password of yours.";
    }
  }

  /** The first code of an app that is being enrolled is wrong. */
  record CodeRefused() implements PeopleProblem {
    @Override
    public String detail() {
      return "This is not the code that your app should show now. Look at the clock of your device,"
          + " and begin again.";
    }
  }

  /** A passkey was not accepted; the sentence is the same whatever is wrong with it. */
  record PasskeyRefused() implements PeopleProblem {
    @Override
    public String detail() {
      return "This passkey was not accepted. Open the page again, and try once more.";
    }
  }

  record TooManyPasskeys(int most) implements PeopleProblem {
    @Override
    public String detail() {
      return "An account has at most %d passkeys. Remove one that you do not use.".formatted(most);
    }
  }

  record PasskeyNotFound() implements PeopleProblem {
    @Override
    public String detail() {
      return "You have no such passkey.";
    }
  }

  record SecondFactorMissing() implements PeopleProblem {
    @Override
    public String detail() {
      return "This needs a second factor, and your account has none. Add a passkey on the page"
          + " /-/account of this registry, or an app with npm profile enable-2fa auth-and-writes.";
    }
  }

  record ReadOnlyAccount(Instant until) implements PeopleProblem {
    @Override
    public String detail() {
      return "Your account was recovered, and may only read until %s.".formatted(until);
    }
  }

  /**
   * A question that its reader cannot answer.
   *
   * @param asked who is asked, if whoever answered has shown that they are somebody else
   */
  record ChallengeNotFound(Optional<String> asked) implements PeopleProblem {
    @Override
    public String detail() {
      return asked
          .map("It is %s who is asked, and you are somebody else. Nothing was approved."::formatted)
          .orElse("There is no such question, or it is over. Run the command again.");
    }
  }

  record TooManyChallenges() implements PeopleProblem {
    @Override
    public String detail() {
      return "Too many sign-ins wait for an answer. Try again in five minutes.";
    }
  }

  /** A form that was not sent by a page of ours, or by one that is out of date. */
  record FormRefused(String why) implements PeopleProblem {
    @Override
    public String detail() {
      return "This form was not taken: %s.".formatted(why);
    }
  }

  record InvalidUser(String why) implements PeopleProblem {
    @Override
    public String detail() {
      return "This user is refused: %s.".formatted(why);
    }
  }

  /** A password that nobody may choose; it is never repeated. */
  record InvalidPassword(String why) implements PeopleProblem {
    @Override
    public String detail() {
      return "This password is refused: %s.".formatted(why);
    }
  }

  /** A link that is unknown, old or used; nobody is told which. */
  record LinkNotFound() implements PeopleProblem {
    @Override
    public String detail() {
      return "This link is good for nothing: it was used, is too old, or never was one.";
    }
  }

  record RegistrationClosed() implements PeopleProblem {
    @Override
    public String detail() {
      return "Nobody makes an account here by themself. Ask whoever runs this registry.";
    }
  }

  record SessionNotFound() implements PeopleProblem {
    @Override
    public String detail() {
      return "You have no such session.";
    }
  }

  record InvalidMailAddress(String address) implements PeopleProblem {
    @Override
    public String detail() {
      return "%s is not a mail address that this registry can send to.".formatted(text(address));
    }
  }

  /** A mail was not sent; the reason names the server, and neither the recipient nor the text. */
  record MailNotSent(String host, String why) implements PeopleProblem {
    @Override
    public String detail() {
      return "The mail server %s does not take this mail: %s.".formatted(host, why);
    }
  }

  record UserExists(String name) implements PeopleProblem {
    @Override
    public String detail() {
      return "There is a user %s already.".formatted(name);
    }
  }

  record UserNotFound(String name) implements PeopleProblem {
    @Override
    public String detail() {
      return "There is no user %s.".formatted(text(name));
    }
  }

  record OrganizationExists(String name) implements PeopleProblem {
    @Override
    public String detail() {
      return "There is an organization %s already.".formatted(name);
    }
  }

  record OrganizationNotFound(String name) implements PeopleProblem {
    @Override
    public String detail() {
      return "There is no organization %s.".formatted(text(name));
    }
  }

  record InvalidTeam(String why) implements PeopleProblem {
    @Override
    public String detail() {
      return "This team is refused: %s.".formatted(why);
    }
  }

  record TeamExists(String organization, String name) implements PeopleProblem {
    @Override
    public String detail() {
      return "%s has a team %s already.".formatted(organization, name);
    }
  }

  record TeamNotFound(String organization, String name) implements PeopleProblem {
    @Override
    public String detail() {
      return "%s has no team %s.".formatted(text(organization), text(name));
    }
  }

  /**
   * Somebody is to be in a team or to have another role who does not belong to the organization.
   */
  record NoMember(String organization, String user) implements PeopleProblem {
    @Override
    public String detail() {
      return "%s is no member of %s.".formatted(text(user), organization);
    }
  }

  record InvitationNotFound(String id) implements PeopleProblem {
    @Override
    public String detail() {
      return "There is no invitation %s that you can answer or take back.".formatted(text(id));
    }
  }

  /** Somebody sent a list of owners that they made out of one which is not the newest. */
  record OwnersOutdated(String name) implements PeopleProblem {
    @Override
    public String detail() {
      return "The owners of %s have changed since they were read here. Try again.".formatted(name);
    }
  }

  /** There is as much of something as there may be. */
  record LimitReached(String what, int most) implements PeopleProblem {
    @Override
    public String detail() {
      return "There are %d %s, and there can be no more.".formatted(most, what);
    }
  }
}
