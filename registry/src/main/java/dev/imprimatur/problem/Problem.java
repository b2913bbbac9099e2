package dev.imprimatur.problem;

import static dev.imprimatur.problem.Quoted.text;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Everything this registry refuses, as facts and one sentence of English each. What a problem means
 * and how to cure it stands in the {@link Catalogue}; which HTTP status it gets is decided in the
 * room {@code http}.
 */
public sealed interface Problem {

  /** One or two sentences for whoever sent the request; holds no secret. */
  String detail();

  /** The name of this kind of problem: {@code version-exists}; it never changes. */
  default String code() {
    return code(getClass());
  }

  /** When trying the same thing again may help; empty if it will not. */
  default Optional<Duration> retryAfter() {
    return Optional.empty();
  }

  default ProblemException asException() {
    return new ProblemException(this);
  }

  /** The {@link #code} of a kind of problem. */
  static String code(Class<?> kind) {
    return Pattern.compile("(?<=[a-z])(?=[A-Z])")
        .matcher(kind.getSimpleName())
        .replaceAll("-")
        .toLowerCase(Locale.ROOT);
  }

  // Requests.

  record NoSuchAddress(String method, String path) implements Problem {
    @Override
    public String detail() {
      return "There is nothing to %s at %s.".formatted(method, text(path));
    }
  }

  record MalformedRequest(String why) implements Problem {
    @Override
    public String detail() {
      return "This request cannot be read: %s.".formatted(why);
    }
  }

  record BodyTooLarge(String what, long bytesMax) implements Problem {
    @Override
    public String detail() {
      return "%s may have at most %,d bytes here.".formatted(what, bytesMax);
    }
  }

  record Overloaded(String what, Duration pause) implements Problem {
    @Override
    public String detail() {
      return "%s Try again in %d seconds.".formatted(what, pause.toSeconds());
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.of(pause);
    }
  }

  // Names.

  record InvalidName(String name, String rule) implements Problem {
    @Override
    public String detail() {
      return "%s is not a package name: %s.".formatted(text(name), rule);
    }
  }

  record InvalidVersion(String version, String rule) implements Problem {
    @Override
    public String detail() {
      return "%s is not a version: %s.".formatted(text(version), rule);
    }
  }

  record InvalidTag(String tag, String rule) implements Problem {
    @Override
    public String detail() {
      return "%s is not a dist-tag: %s.".formatted(text(tag), rule);
    }
  }

  // Packages.

  /** Also the answer to a stranger who asks for a private package: he learns nothing. */
  record PackageNotFound(String name) implements Problem {
    @Override
    public String detail() {
      return "There is no package %s here that you may read.".formatted(text(name));
    }
  }

  record VersionNotFound(String name, String version) implements Problem {
    @Override
    public String detail() {
      return "%s has no version or dist-tag %s.".formatted(name, text(version));
    }
  }

  /** The first sentence is npm's own, word for word: release tools look for it. */
  record VersionExists(String name, String version) implements Problem {
    @Override
    public String detail() {
      return ("You cannot publish over the previously published versions: %s."
              + " %s@%s stays as it is for ever; raise the version.")
          .formatted(version, name, version);
    }
  }

  record TooManyVersions(String name, int versionsMax) implements Problem {
    @Override
    public String detail() {
      return "%s has %,d versions, and a package may have no more.".formatted(name, versionsMax);
    }
  }

  record TagProtected(String name, String tag) implements Problem {
    @Override
    public String detail() {
      return "Every package keeps its dist-tag %s; move it to another version of %s instead."
          .formatted(text(tag), name);
    }
  }

  // Publishing.

  record MalformedPublish(String why) implements Problem {
    @Override
    public String detail() {
      return "This is not a publish document: %s.".formatted(why);
    }
  }

  record UnsupportedWrite(String command) implements Problem {
    @Override
    public String detail() {
      return "This registry does not understand %s yet.".formatted(command);
    }
  }

  record IntegrityMismatch(String digest, String stated, String computed) implements Problem {
    @Override
    public String detail() {
      return "The %s of the uploaded tarball is %s, but the publish document says %s."
          .formatted(digest, computed, text(stated));
    }
  }

  record BadTarball(String why) implements Problem {
    @Override
    public String detail() {
      return "The tarball is refused: %s.".formatted(why);
    }
  }

  record ManifestMismatch(String field, String document, String tarball) implements Problem {
    @Override
    public String detail() {
      return "The publish document and the package.json in the tarball differ in %s: %s and %s."
          .formatted(text(field), text(document), text(tarball));
    }
  }

  // Callers.

  record NotSignedIn(String why) implements Problem {
    @Override
    public String detail() {
      return why;
    }
  }

  record UnusableCredential(String why) implements Problem {
    @Override
    public String detail() {
      return why;
    }
  }

  record NotAllowed(String why) implements Problem {
    @Override
    public String detail() {
      return why;
    }
  }

  /** The same sentence for an unknown name and a wrong password. */
  record SignInRefused() implements Problem {
    @Override
    public String detail() {
      return "There is no such user, or the password is wrong.";
    }
  }

  record TooManySignIns(Duration pause) implements Problem {
    @Override
    public String detail() {
      return "Too many refused sign-ins for this user. Try again in %d seconds."
          .formatted(pause.toSeconds());
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.of(pause);
    }
  }

  record InvalidUser(String why) implements Problem {
    @Override
    public String detail() {
      return "This user is refused: %s.".formatted(why);
    }
  }

  record UserExists(String name) implements Problem {
    @Override
    public String detail() {
      return "There is a user %s already.".formatted(name);
    }
  }

  record UserNotFound(String name) implements Problem {
    @Override
    public String detail() {
      return "There is no user %s.".formatted(text(name));
    }
  }

  /** Why an identity token buys nothing; the codes are those of our list of attacks. */
  sealed interface OfExchange extends Problem {}

  record TokenMalformed(String why) implements OfExchange {
    @Override
    public String detail() {
      return "The identity token is malformed: %s.".formatted(why);
    }
  }

  record TokenHeader(String header, String why) implements OfExchange {
    @Override
    public String detail() {
      return "The identity token's header %s is refused: %s.".formatted(text(header), why);
    }
  }

  record IssuerUnknown(String issuer) implements OfExchange {
    @Override
    public String detail() {
      return "The identity token's issuer %s is not one that this registry trusts."
          .formatted(text(issuer));
    }
  }

  record KeyUnknown(String issuer, String keyId) implements OfExchange {
    @Override
    public String detail() {
      return "The identity token is signed with the key %s, which the issuer %s does not publish."
          .formatted(text(keyId), text(issuer));
    }
  }

  record TooManyExchanges(String packageName, Duration pause) implements OfExchange {
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

  record KeysUnavailable(String issuer, Duration pause) implements OfExchange {
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

  record Signature() implements OfExchange {
    @Override
    public String detail() {
      return "The identity token's signature is wrong.";
    }
  }

  record Time(String why, Instant now) implements OfExchange {
    @Override
    public String detail() {
      return "The identity token's time is refused: %s. It is %s here.".formatted(why, now);
    }
  }

  record Audience(List<String> accepted) implements OfExchange {
    @Override
    public String detail() {
      return "The identity token's audience is not this registry; it must be exactly %s."
          .formatted(String.join(" or ", accepted.stream().map(Quoted::text).toList()));
    }
  }

  record TokenKind(String provider, List<String> missing) implements OfExchange {
    @Override
    public String detail() {
      return "This is not an identity token of a %s job: it has no %s."
          .formatted(provider, String.join(", no ", missing));
    }
  }

  /** The same sentence whether the package is unknown or merely trusts others. */
  record NoPublisher(String packageName, String identity) implements OfExchange {
    @Override
    public String detail() {
      return "No trusted publisher of %s matches this identity token: %s."
          .formatted(text(packageName), identity);
    }
  }

  record RuleMismatch(String packageName, String rule, String why) implements OfExchange {
    @Override
    public String detail() {
      return "The trusted publisher of %s refuses this job: %s.".formatted(packageName, why);
    }
  }

  record IdentityDrift(String packageName, String why) implements OfExchange {
    @Override
    public String detail() {
      return "The trusted publisher of %s is no longer who it was: %s.".formatted(packageName, why);
    }
  }

  record Replayed(String packageName, Instant firstUse) implements OfExchange {
    @Override
    public String detail() {
      return "This identity token was exchanged for %s before, at %s. Request a fresh one."
          .formatted(packageName, firstUse);
    }
  }

  // Trusted publishers.

  record InvalidPublisher(String why) implements Problem {
    @Override
    public String detail() {
      return "This trusted publisher is refused: %s.".formatted(why);
    }
  }

  record PublisherExists(String packageName, String id) implements Problem {
    @Override
    public String detail() {
      return "%s has exactly this trusted publisher already: %s.".formatted(packageName, id);
    }
  }

  record TooManyPublishers(String packageName, int publishersMax) implements Problem {
    @Override
    public String detail() {
      return "%s has %d trusted publishers, and a package may have no more."
          .formatted(packageName, publishersMax);
    }
  }

  record PublisherNotFound(String id) implements Problem {
    @Override
    public String detail() {
      return "There is no trusted publisher %s.".formatted(text(id));
    }
  }
}
