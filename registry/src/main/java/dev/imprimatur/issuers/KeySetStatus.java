package dev.imprimatur.issuers;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The status of an issuer's keys.
 *
 * @param ids of the keys that can be used
 * @param fetchedAt when they were had, if they are
 * @param failure why they could not be had the last time, if they could not
 */
public record KeySetStatus(
    List<String> ids, Optional<Instant> fetchedAt, Optional<String> failure) {
  public KeySetStatus {
    ids = List.copyOf(ids);
  }
}
