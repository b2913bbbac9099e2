package dev.imprimatur.doors.exchange;

/**
 * A hostile token, and the problem it must meet.
 *
 * @param id of its row in the catalogue of attacks, which {@code docs/threats.md} tells
 */
record HostileToken(String id, String what, String token, String problem) {
  @Override
  public String toString() {
    return id + " " + what;
  }
}
