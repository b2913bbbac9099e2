package dev.imprimatur.problem;

import static dev.imprimatur.problem.Quoted.text;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A reason to refuse an exchange; the codes are those of our list of attacks. */
public sealed interface ExchangeProblem extends Problem {

  record TokenMalformed(String why) implements ExchangeProblem {
    @Override
    public String detail() {
      return "The identity token is malformed: %s.".formatted(why);
    }
  }

  record TokenHeader(String header, String why) implements ExchangeProblem {
    @Override
    public String detail() {
      return "The identity token's header %s is refused: %s.".formatted(text(header), why);
    }
  }

  record IssuerUnknown(String issuer) implements ExchangeProblem {
    @Override
    public String detail() {
      return "The identity token's issuer %s is not one that this registry trusts."
          .formatted(text(issuer));
    }
  }

  /**
   * No key is known by which the signature could be checked.
   *
   * @param among the keys among which it was looked for
   */
  record KeyUnknown(String issuer, String keyId, Among among) implements ExchangeProblem {
    /** The source of an issuer's keys. */
    public enum Among {
      PUBLISHED,
      STORED
    }

    public KeyUnknown(String issuer, String keyId) {
      this(issuer, keyId, Among.PUBLISHED);
    }

    /** Suggests no waiting for an issuer whose keys are stored, as nobody fetches those. */
    @Override
    public String detail() {
      var signed = "The identity token is signed with the key %s, which ".formatted(text(keyId));
      return switch (among) {
        case PUBLISHED -> signed + "the issuer %s does not publish.".formatted(text(issuer));
        case STORED ->
            signed
                + ("is none of those that are stored here for the issuer %s. If it is its key, who"
                        + " operates this registry must store its keys anew; nothing else helps.")
                    .formatted(text(issuer));
      };
    }
  }

  record TooManyExchanges(String packageName, Duration pause) implements ExchangeProblem {
    @Override
    public String detail() {
      return "Too many identity tokens were exchanged for %s just now. Try again in %d seconds."
          .formatted(packageName, pause.toSeconds());
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.of(pause);
    }
  }

  record KeysUnavailable(String issuer, Duration pause) implements ExchangeProblem {
    @Override
    public String detail() {
      return "The keys of the issuer %s cannot be had at the moment. Try again in %d seconds."
          .formatted(text(issuer), pause.toSeconds());
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.of(pause);
    }
  }

  record Signature() implements ExchangeProblem {
    @Override
    public String detail() {
      return "The identity token's signature is wrong.";
    }
  }

  record Time(String why, Instant now) implements ExchangeProblem {
    @Override
    public String detail() {
      return "The identity token's time is refused: %s. It is %s here.".formatted(why, now);
    }
  }

  record Audience(List<String> accepted) implements ExchangeProblem {
    @Override
    public String detail() {
      return "The identity token's audience is not this registry; it must be exactly %s."
          .formatted(String.join(" or ", accepted.stream().map(Quoted::text).toList()));
    }
  }

  record TokenKind(String provider, List<String> missing) implements ExchangeProblem {
    @Override
    public String detail() {
      return "This is not an identity token of a job of %s: it has no %s."
          .formatted(provider, String.join(", no ", missing));
    }
  }

  /**
   * No publisher matches; the sentence is the same whether the package is unknown or trusts others.
   */
  record NoPublisher(String packageName, String identity) implements ExchangeProblem {
    @Override
    public String detail() {
      return "No trusted publisher of %s matches this identity token: %s."
          .formatted(text(packageName), identity);
    }
  }

  /** Several want the name, and the token does not tell whose it would be. */
  record NameContested(String packageName) implements ExchangeProblem {
    @Override
    public String detail() {
      return ("Several people wait for %s, and trusted publishers of more than one of them accept"
              + " this job, so nobody can say whose the package would be. Whoever publishes its"
              + " first version signed in, and not from CI, is its owner; after that the job is"
              + " taken.")
          .formatted(text(packageName));
    }
  }

  record RuleMismatch(String packageName, String rule, String why) implements ExchangeProblem {
    @Override
    public String detail() {
      return "The trusted publisher of %s refuses this job: %s.".formatted(packageName, why);
    }
  }

  record IdentityDrift(String packageName, String why) implements ExchangeProblem {
    @Override
    public String detail() {
      return "The trusted publisher of %s is no longer who it was: %s.".formatted(packageName, why);
    }
  }

  record Replayed(String packageName, Instant firstUse, long uses) implements ExchangeProblem {
    @Override
    public String detail() {
      return "This identity token was exchanged for %s before, %s. Request a fresh one."
          .formatted(
              packageName,
              uses == 1 ? "at " + firstUse : "%d times since %s".formatted(uses, firstUse));
    }
  }

  /**
   * The job has proved its identity, and something about the package or its publisher forbids it.
   */
  record Policy(String packageName, String why) implements ExchangeProblem {
    @Override
    public String detail() {
      return "%s may not be published this way: %s.".formatted(packageName, why);
    }
  }
}
