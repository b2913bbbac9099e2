package dev.imprimatur.pages;

import dev.imprimatur.problem.Catalogue;
import java.util.Optional;

/**
 * The page of a kind of refusal: its meaning and its cure.
 *
 * @param detail the refusal that just happened; empty when somebody only looks it up
 */
record ProblemPage(
    Site site,
    String code,
    String title,
    Optional<InlineText> detail,
    SafeHtml meaning,
    SafeHtml cure)
    implements Page {

  static ProblemPage of(Site site, Catalogue.Entry entry) {
    return new ProblemPage(
        site,
        entry.code(),
        entry.title(),
        Optional.empty(),
        Markdown.html(entry.meaning()),
        Markdown.html(entry.cure()));
  }

  ProblemPage with(String refusal) {
    return new ProblemPage(site, code, title, InlineText.of(refusal), meaning, cure);
  }
}
