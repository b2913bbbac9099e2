package dev.imprimatur.notifications;

/**
 * What an attempt to tell somebody something has come to.
 *
 * @param words the end of a sentence that begins with it
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

  /** A redirect is a failure: it would lead where nobody has checked. */
  static DeliveryResult answered(int status) {
    return new DeliveryResult(
        status >= OK && status < REDIRECT, "it answered " + status, status == GONE);
  }
}
