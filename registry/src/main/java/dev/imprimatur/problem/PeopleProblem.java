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
