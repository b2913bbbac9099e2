package dev.imprimatur.sigstore;

import dev.imprimatur.bundle.Reason;
import dev.imprimatur.bundle.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What became of verifying a bundle. */
public sealed interface Verification {
  /**
   * Every check held.
   *
   * @param signer who signed it
   * @param signedAt the earliest time that somebody else vouches for
   * @param keyId what the envelope calls its signer's key, for which nothing vouches
   */
  record Verified(
      Statement statement, Signer signer, Instant signedAt, List<Logged> logged, String keyId)
      implements Verification {
    public Verified {
      logged = List.copyOf(logged);
    }

    public Optional<Identity> identity() {
      return signer instanceof Signer.Certified(var identity)
          ? Optional.of(identity)
          : Optional.empty();
    }
  }

  /**
   * One check failed.
   *
   * @param why a sentence without its full stop, which quotes nothing of what was read
   */
  record Refused(Reason reason, String why) implements Verification {}

  /** Who signed a bundle. */
  sealed interface Signer {
    /** Whoever an authority certified. */
    record Certified(Identity identity) implements Signer {}

    /** Whoever holds the key of this name. */
    record Keyed(String keyId) implements Signer {}
  }

  /**
   * Where anybody can look it up.
   *
   * @param log the host of the log
   * @param index its place there
   */
  record Logged(String log, long index) {}
}
