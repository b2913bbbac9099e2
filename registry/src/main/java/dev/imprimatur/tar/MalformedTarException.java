package dev.imprimatur.tar;

import java.util.Optional;

/**
 * The failure of reading what is no gzipped tar archive, or one that two readers could understand
 * differently.
 */
public final class MalformedTarException extends RuntimeException {
  private final Optional<String> entry;
  private final String why;

  MalformedTarException(String why) {
    this(Optional.empty(), why);
  }

  /** Makes one about an entry, which is the subject of the sentence. */
  MalformedTarException(String entry, String why) {
    this(Optional.of(entry), why);
  }

  private MalformedTarException(Optional<String> entry, String why) {
    super(why, null, false, false);
    this.entry = entry;
    this.why = why;
  }

  /** Returns the name of the entry that is at fault, as it stands in the archive. */
  public Optional<String> entry() {
    return entry;
  }

  /**
   * Returns what is wrong, as the second half of a sentence about the archive, or about the entry.
   */
  public String why() {
    return why;
  }
}
