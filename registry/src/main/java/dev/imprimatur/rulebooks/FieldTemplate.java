package dev.imprimatur.rulebooks;

import dev.imprimatur.sigstore.Identity.Field;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A field of a certificate and the template of its text: {@code git+{SourceRepositoryURI}}. A place
 * in braces is a field of the certificate by its title, a claim of the identity token, or one of
 * {@link ProvenanceForm}'s own words.
 */
record FieldTemplate(Field field, String text) {
  private static final Pattern PLACE = Pattern.compile("\\{([^}]+)\\}");

  /** The template that repeats a field of the certificate as it is. */
  static FieldTemplate same(Field field) {
    return new FieldTemplate(field, "{%s}".formatted(field.title()));
  }

  /** The names of all places. */
  List<String> places() {
    return PLACE.matcher(text).results().map(place -> place.group(1)).toList();
  }

  /** The text, if all of its places are known. */
  Optional<String> from(Function<String, Optional<String>> said) {
    var known = places().stream().map(said).toList();
    if (!known.stream().allMatch(Optional::isPresent)) {
      return Optional.empty();
    }
    var values = known.stream().flatMap(Optional::stream).iterator();
    return Optional.of(
        PLACE.matcher(text).replaceAll((MatchResult _) -> Matcher.quoteReplacement(values.next())));
  }

  /** The field of this title. */
  static Optional<Field> field(String title) {
    return Stream.of(Field.values()).filter(each -> each.title().equals(title)).findFirst();
  }
}
