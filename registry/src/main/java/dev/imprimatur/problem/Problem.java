package dev.imprimatur.problem;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Everything this registry refuses, as facts and one sentence of English each. Its meaning and its
 * cure stand in the {@link Catalogue}; the room {@code http} decides its HTTP status.
 */
public sealed interface Problem
    permits RequestProblem,
        PackageProblem,
        NameProblem,
        PeopleProblem,
        ExchangeProblem,
        TrustProblem,
        AuditProblem,
        NoticeProblem,
        SigningProblem,
        SignOnProblem,
        AccountProblem,
        StepProblem {

  /** One or two sentences for whoever sent the request; holds no secret. */
  String detail();

  /** The name of this kind of problem: {@code version-exists}; it never changes. */
  default String code() {
    return code(getClass());
  }

  /** Returns the time after which trying again may help; empty if it will not. */
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
}
