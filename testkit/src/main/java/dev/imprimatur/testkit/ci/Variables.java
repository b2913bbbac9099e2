package dev.imprimatur.testkit.ci;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The environment of a job as it is put together; a claim that is not text has no variable. */
final class Variables {
  private final Map<String, @Nullable Object> claims;
  private final Map<String, String> all = new TreeMap<>();

  private Variables(Map<String, @Nullable Object> claims) {
    this.claims = claims;
  }

  /** Begins the variables of a job with these claims. */
  static Variables of(Map<String, @Nullable Object> claims) {
    return new Variables(claims).set("CI", "true");
  }

  Variables set(String variable, String value) {
    all.put(variable, value);
    return this;
  }

  /** Says what a claim says, if it says something. */
  Variables say(String variable, String claim) {
    if (claims.get(claim) instanceof String text && !text.isEmpty()) {
      set(variable, text);
    }
    return this;
  }

  /** Says what a claim says, also if that is nothing. */
  Variables sayAlways(String variable, String claim) {
    if (claims.get(claim) instanceof String text) {
      set(variable, text);
    }
    return this;
  }

  /** Says the short name in a claim, if it is a ref of this kind: {@code refs/tags/}. */
  Variables shortName(String variable, String claim, String prefix) {
    if (claims.get(claim) instanceof String ref && ref.startsWith(prefix)) {
      set(variable, ref.substring(prefix.length()));
    }
    return this;
  }

  Map<String, String> all() {
    return Collections.unmodifiableMap(all);
  }
}
