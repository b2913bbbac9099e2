package dev.imprimatur.limits;

import java.time.Duration;

/**
 * The limits of what trusted publishers may do, and how often.
 *
 * @param publishersMax trusted publishers of a package or a pattern
 * @param pinWindow how long after it was saved a publisher may learn its project's ids
 * @param pendingFor how long a publisher waits for a package that does not exist
 * @param expiryWarning how long before that time is up its future owner is told
 * @param pendingMax publishers that wait for packages of one future owner
 * @param usesPerJobMax exchanges for one package with the one token of a job
 * @param exchangesPerMinute identity tokens that one process exchanges for one package
 * @param burstMax published or staged versions of a project within {@code burstWindow}, beyond one
 *     of each package
 * @param burstPackagesMax packages of which a project publishes or stages versions within {@code
 *     burstWindow}, beyond as many as an owner has found to be in order
 * @param burstWindow how long a published version counts
 * @param heldMax versions of a package that are staged, or held for an owner
 * @param stagedMax how long a version may be staged until somebody decides
 */
public record PublisherLimits(
    int publishersMax,
    Duration pinWindow,
    Duration pendingFor,
    Duration expiryWarning,
    int pendingMax,
    int usesPerJobMax,
    int exchangesPerMinute,
    int burstMax,
    int burstPackagesMax,
    Duration burstWindow,
    int heldMax,
    Duration stagedMax) {

  PublisherLimits withPublishersMax(int most) {
    return new PublisherLimits(
        most,
        pinWindow,
        pendingFor,
        expiryWarning,
        pendingMax,
        usesPerJobMax,
        exchangesPerMinute,
        burstMax,
        burstPackagesMax,
        burstWindow,
        heldMax,
        stagedMax);
  }

  PublisherLimits withHeldMax(int most) {
    return new PublisherLimits(
        publishersMax,
        pinWindow,
        pendingFor,
        expiryWarning,
        pendingMax,
        usesPerJobMax,
        exchangesPerMinute,
        burstMax,
        burstPackagesMax,
        burstWindow,
        most,
        stagedMax);
  }

  PublisherLimits withStagedMax(Duration longest) {
    return new PublisherLimits(
        publishersMax,
        pinWindow,
        pendingFor,
        expiryWarning,
        pendingMax,
        usesPerJobMax,
        exchangesPerMinute,
        burstMax,
        burstPackagesMax,
        burstWindow,
        heldMax,
        longest);
  }
}
