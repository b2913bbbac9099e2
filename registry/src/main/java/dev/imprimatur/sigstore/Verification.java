package dev.imprimatur.sigstore;

import dev.imprimatur.bundle.Reason;
import dev.imprimatur.bundle.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The result of verifying a bundle. */
public sealed interface Verification {
  /**
   * Every check held.
   *
   * @param signer who signed it
   * @param signedAt the earliest time that somebody else vouches for
   * @param keyId the envelope's name of its signer's key, for which nothing vouches
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

  /** The signer of a bundle. */
  sealed interface Signer {
    /** A signer whom an authority certified. */
    record Certified(Identity identity) implements Signer {}

    /** A signer who holds the key of this name. */
    record Keyed(String keyId) implements Signer {}
  }

  /**
   * The place in a log where anybody can look it up.
   *
   * @param log the host of the log
   * @param index its place there
   */
  record Logged(String log, long index) {}
}
