package dev.imprimatur.testkit.ci;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that runs and that a CI system issues identity tokens to. */
public interface Job {
  /** Whose job it is. */
  CiSystem system();

  /** The audience of a token for which none was asked. */
  String usualAudience(String issuer);

  /** Every claim of a token that is issued now. */
  Map<String, @Nullable Object> payload(String issuer, String audience, Instant now);
}
