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
    super(why, null, false, false);
    this.entry = Optional.empty();
    this.why = why;
  }

  /** Makes one about an entry, which is the subject of the sentence. */
  MalformedTarException(String entry, String why) {
    super(why, null, false, false);
    this.entry = Optional.of(entry);
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
