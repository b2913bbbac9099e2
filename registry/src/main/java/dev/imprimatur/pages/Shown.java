package dev.imprimatur.pages;

import java.util.Optional;

/** A version's description of itself, rendered once, as it never changes. */
record Shown(ManifestSummary about, Optional<SafeHtml> readme) {
  private static final int ABOUT_BYTES = 4096;

  /** Returns about how much memory it takes. */
  int bytes() {
    return ABOUT_BYTES + 2 * readme.map(html -> html.html().length()).orElse(0);
  }
}
