package dev.imprimatur.problem;

import static dev.imprimatur.problem.Quoted.text;

import java.time.Duration;
import java.util.Optional;

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
}
