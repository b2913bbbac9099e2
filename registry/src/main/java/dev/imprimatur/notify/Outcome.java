package dev.imprimatur.notify;

/**
 * What an attempt to tell somebody something has come to.
 *
 * @param words the end of a sentence that begins with it
 * @param hopeless whether it will never arrive, however often it is tried
 */
record Outcome(boolean arrived, String words, boolean hopeless) {
  private static final int OK = 200;
  private static final int REDIRECT = 300;
  private static final int GONE = 410;

  static Outcome arrived(String words) {
    return new Outcome(true, words, false);
  }

  static Outcome failed(String words) {
    return new Outcome(false, words, false);
  }

  static Outcome never(String words) {
    return new Outcome(false, words, true);
  }

  /** A redirect is a failure: it would lead where nobody has checked. */
  static Outcome answered(int status) {
    return new Outcome(status >= OK && status < REDIRECT, "it answered " + status, status == GONE);
  }
}
