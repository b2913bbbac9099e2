package dev.imprimatur.limits;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A kind of request of which one address, and one account, may send only so many. */
public enum Quota {
  SIGN_IN("signIn", "to sign in"),
  SEARCH("search", "to search"),
  TRUST("trust", "about trusted publishers"),
  TOKENS("tokens", "about tokens"),
  PUBLISH("publish", "to publish");

  private final String wire;
  private final String words;

  Quota(String wire, String words) {
    this.wire = wire;
    this.words = words;
  }

  /** Its name in the configuration. */
  public String wire() {
    return wire;
  }

  /** Says what the requests are for. */
  public String words() {
    return words;
  }

  public static Optional<Quota> find(String wire) {
    return Arrays.stream(values()).filter(each -> each.wire.equals(wire)).findFirst();
  }

  public static List<String> wires() {
    return Arrays.stream(values()).map(Quota::wire).toList();
  }
}
