package dev.imprimatur.notifications;

/**
 * The result of an attempt to deliver a message.
 *
 * @param words the end of a sentence that begins with the recipient
 * @param hopeless whether it will never arrive, however often it is tried
 */
record DeliveryResult(boolean arrived, String words, boolean hopeless) {
  private static final int OK = 200;
  private static final int REDIRECT = 300;
  private static final int GONE = 410;

  static DeliveryResult arrived(String words) {
    return new DeliveryResult(true, words, false);
  }

  static DeliveryResult failed(String words) {
    return new DeliveryResult(false, words, false);
  }

  static DeliveryResult never(String words) {
    return new DeliveryResult(false, words, true);
  }

  /** Returns the result of an answer; a redirect is a failure, as its target is unchecked. */
  static DeliveryResult answered(int status) {
    return new DeliveryResult(
        status >= OK && status < REDIRECT, "it answered " + status, status == GONE);
  }
}
