package dev.imprimatur.pages;

import java.util.Optional;

/** What a version says of itself, rendered once: it never changes. */
record Shown(ManifestSummary about, Optional<SafeHtml> readme) {
  private static final int ABOUT_BYTES = 4096;

  /** How much memory it takes, about. */
  int bytes() {
    return ABOUT_BYTES + 2 * readme.map(html -> html.html().length()).orElse(0);
  }
}
