package dev.imprimatur.testkit.ci;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A job that a CI system runs and issues identity tokens to. */
public interface Job {
  /** Returns the CI system that runs the job. */
  CiSystem system();

  /** Returns the audience of a token for which none was asked. */
  String usualAudience(String issuer);

  /** Returns every claim of a token that is issued now. */
  Map<String, @Nullable Object> payload(String issuer, String audience, Instant now);
}
