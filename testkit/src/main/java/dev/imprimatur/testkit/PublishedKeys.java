package dev.imprimatur.testkit;

import java.util.ArrayList;
import java.util.List;

/** The keys an issuer publishes, and the newest of them, with which it signs. Guarded by itself. */
final class PublishedKeys {
  private final List<String> others = new ArrayList<>();
  private final String use;
  private SigningKey current;

  /**
   * Makes the keys of an issuer, of which this is the first.
   *
   * @param use what they say they are for
   */
  PublishedKeys(SigningKey first, String use) {
    this.current = first;
    this.use = use;
  }

  synchronized SigningKey current() {
    return current;
  }

  synchronized void rotate() {
    others.add(current.jwkJson(use));
    current = SigningKey.rsa();
  }

  synchronized void withdrawOthers() {
    others.clear();
  }

  synchronized void add(String jwkJson) {
    others.add(jwkJson);
  }

  /** Returns all keys as JSON Web Keys, the one that signs first. */
  synchronized List<String> jwkJsons() {
    var all = new ArrayList<String>();
    all.add(current.jwkJson(use));
    all.addAll(others);
    return all;
  }
}
