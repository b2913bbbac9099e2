package dev.imprimatur.search;

import dev.imprimatur.db.FullText.Field;
import dev.imprimatur.db.FullText.Term;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.searchindex.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The words that somebody looks for, each of them a beginning. {@code keywords:}, {@code author:},
 * {@code maintainer:} and {@code scope:} before a word say where it has to stand.
 *
 * @param exact the name that the whole text is, if it can be one
 * @param free the words that may stand anywhere
 * @param bound the words that have their field
 */
record SearchTerms(Optional<PackageName> exact, List<Term> free, List<Term> bound) {
  private static final int TEXT_LENGTH_MAX = 256;
  private static final int WORDS_MAX = 8;

  SearchTerms {
    free = List.copyOf(free);
    bound = List.copyOf(bound);
  }

  static SearchTerms of(String text) {
    // Some clients write a space in an address as a plus sign, which is in no name.
    var asked =
        text.substring(0, Math.min(text.length(), TEXT_LENGTH_MAX)).replace('+', ' ').strip();
    var free = new ArrayList<Term>();
    var bound = new ArrayList<Term>();
    for (var part : asked.split("\\s+", -1)) {
      int colon = part.indexOf(':');
      var field = field(colon < 0 ? "" : part.substring(0, colon));
      var words = Wording.words(field.isPresent() ? part.substring(colon + 1) : part, WORDS_MAX);
      words.stream()
          .map(Term::anywhere)
          .map(term -> field.map(term::in).orElse(term))
          .forEach(field.isPresent() ? bound::add : free::add);
    }
    return new SearchTerms(name(asked), few(free), few(bound));
  }

  private static List<Term> few(List<Term> terms) {
    return terms.stream().distinct().limit(WORDS_MAX).toList();
  }

  private static Optional<Field> field(String prefix) {
    return switch (prefix) {
      case "keywords" -> Optional.of(Field.KEYWORDS);
      case "author", "maintainer" -> Optional.of(Field.PEOPLE);
      case "scope" -> Optional.of(Field.NAME);
      default -> Optional.empty();
    };
  }

  private static Optional<PackageName> name(String text) {
    try {
      return Optional.of(new PackageName(text));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }

  boolean isEmpty() {
    return free.isEmpty() && bound.isEmpty();
  }

  List<Term> all() {
    return Stream.concat(free.stream(), bound.stream()).toList();
  }

  /** The same, where the free words stand in one of these fields. */
  List<Term> in(Field... fields) {
    return Stream.concat(free.stream().map(term -> term.in(fields)), bound.stream()).toList();
  }
}
