package dev.imprimatur.unpublish;

import java.time.Duration;

/**
 * The rules for unpublishing, as the operator configured them; npm's own are those of {@link
 * #USUAL}.
 *
 * @param window how long after its publish a version may be unpublished
 * @param despiteDependents whether it may be even if another package here depends on it
 */
public record UnpublishPolicy(Duration window, boolean despiteDependents) {
  public static final UnpublishPolicy USUAL = new UnpublishPolicy(Duration.ofDays(3), false);
}
