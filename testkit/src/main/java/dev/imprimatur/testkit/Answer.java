package dev.imprimatur.testkit;

/** The answer of a fake to one HTTP request. */
public sealed interface Answer {

  /** A status and a body, sent at once. */
  record Whole(int status, String contentType, String body) implements Answer {}

  /** A temporary redirect. */
  record Redirect(String location) implements Answer {}

  /** A body that begins like JSON, comes a byte at a time and never ends. */
  record Drip() implements Answer {}

  static Answer json(String body) {
    return new Whole(200, "application/json; charset=utf-8", body);
  }

  static Answer refusal(int status, String why) {
    return new Whole(status, "text/plain; charset=utf-8", why + "\n");
  }
}
