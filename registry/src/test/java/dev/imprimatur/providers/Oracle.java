package dev.imprimatur.providers;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.Finding;
import dev.imprimatur.claimrules.Finding.Expected;
import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.claimrules.Verdict;
import dev.imprimatur.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Says whether a job may be accepted, by what its maintainer configured and by nothing that the
 * rules are made of: slow, a little too generous, and simple enough to be believed.
 */
final class Oracle {
  private static final String ANYTHING = "*";
  private static final String ONLY = "only ";
  private static final String MAY_PUBLISH = " may publish";

  private final Sample sample;
  private final JsonObject known;

  Oracle(Sample sample) {
    this(sample, sample.pins());
  }

  /** What may be accepted of a publisher of which nothing is known but these ids. */
  Oracle(Sample sample, JsonObject known) {
    this.sample = sample;
    this.known = known;
  }

  /** What the verdict says of a setting, or of the claim of that name. */
  static Stream<Finding> about(Verdict verdict, String name) {
    return Stream.concat(verdict.names().stream(), verdict.rules().stream())
        .filter(finding -> finding.rule().equals(name));
  }

  /** Returns whether a maintainer may write anything into a setting, rather than choose. */
  static boolean isFree(Sample sample, String name) {
    return setting(sample, name)
        .filter(setting -> setting.form().pattern().matcher("x9-y8z7").matches())
        .isPresent();
  }

  /** Whether all ids that are known of the publisher are those that the token says. */
  boolean idsAgree() {
    var known = known();
    return pinned()
        .filter(claim -> known.has(claim.name()))
        .allMatch(claim -> sample.said().text(claim).equals(known.text(claim.name())));
  }

  /** Whether every id is known that there is; else another name may be another project's. */
  boolean knowsAllIds() {
    var known = known();
    return pinned().findAny().isPresent() && pinned().allMatch(claim -> known.has(claim.name()));
  }

  /** Whether it is known which project it is, and not only whose. */
  boolean knowsProject() {
    var pins = sample.issuer().rulebook().pins();
    var known = known();
    return !pins.project().isEmpty()
        && pins.project().stream().allMatch(claim -> known.has(claim.name()));
  }

  /** Whether a job is to be taken for its project, by what is known and what it says. */
  boolean mayBeProject(boolean sameName) {
    return idsAgree() && (sameName || knowsAllIds());
  }

  /** Whether a version stands in what the token says with all of its digits. */
  static boolean isWhole(String version, Verdict verdict) {
    var place = "(?s)(?:.*[^0-9])?" + Pattern.quote(version) + "(?:[^0-9].*)?";
    return verdict.rules().stream()
        .flatMap(finding -> finding.actual().stream())
        .anyMatch(text -> text.matches(place));
  }

  /** Whether a finding that did not fail is one that cannot have. */
  boolean explains(Finding finding) {
    return switch (finding.expected()) {
      case Expected.Configured(var texts) ->
          texts.contains(ANYTHING)
              || (texts.stream().anyMatch(text -> fits(finding, text))
                  && (!isList(finding) || texts.stream().allMatch(text -> isIn(finding, text))));
      case Expected.Fixed(var words) ->
          !words.startsWith(ONLY)
              || !words.endsWith(MAY_PUBLISH)
              || List.of(words.replace(ONLY, "").replace(MAY_PUBLISH, "").split(", "))
                  .contains(finding.actual().orElse(""));
    };
  }

  private boolean fits(Finding finding, String text) {
    if (finding.actual().isEmpty()) {
      return false;
    }
    var said = folded(finding.actual().get());
    var wanted = folded(text);
    var shape = setting(sample, finding.rule()).map(Setting::shape).orElse(Setting.Shape.TEXTS);
    return said.equals(wanted)
        || switch (shape) {
          case FILE -> said.contains(wanted);
          case TEXT -> wanted.endsWith("/*") && isOneOf(wanted, said);
          case TEXTS ->
              wanted.startsWith("refs/")
                  ? isRef(wanted, said)
                  : wanted.contains("@") ? isCalled(wanted, said) : isIn(finding, text);
        };
  }

  /** {@code owner/*} is for all that is directly below it. */
  private static boolean isOneOf(String wanted, String said) {
    var begin = wanted.substring(0, wanted.length() - 1);
    return said.startsWith(begin)
        && said.length() > begin.length()
        && said.indexOf('/', begin.length()) < 0;
  }

  private boolean isRef(String pattern, String ref) {
    if (pattern.isEmpty()) {
      return ref.isEmpty();
    }
    var name = folded(sample.json().text("package").orElseThrow());
    return switch (pattern.charAt(0)) {
      case '*' ->
          rest(ref, "[^/\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]*")
              .anyMatch(rest -> isRef(pattern.substring(1), rest));
      case '{' -> {
        var place = pattern.substring(0, pattern.indexOf('}') + 1);
        var after = pattern.substring(place.length());
        yield switch (place) {
          case "{version}" -> rest(ref, "\\d+\\.\\d+\\.\\d+.*").anyMatch(r -> isRef(after, r));
          case "{name}" -> ref.startsWith(name) && isRef(after, ref.substring(name.length()));
          default -> {
            var unscoped = name.substring(name.indexOf('/') + 1);
            yield ref.startsWith(unscoped) && isRef(after, ref.substring(unscoped.length()));
          }
        };
      }
      default ->
          ref.startsWith(pattern.substring(0, 1)) && isRef(pattern.substring(1), ref.substring(1));
    };
  }

  /** What can follow when the beginning of a text is of this form. */
  private static Stream<String> rest(String text, String form) {
    return Stream.iterate(0, i -> i <= text.length(), i -> i + 1)
        .filter(i -> text.substring(0, i).matches(form))
        .map(text::substring);
  }

  /** Which ref it is of, or which commit, a pinned one must agree with. */
  private boolean isCalled(String wanted, String said) {
    int at = wanted.lastIndexOf('@') + 1;
    var ref = wanted.substring(at);
    return said.startsWith(wanted.substring(0, at))
        && (ref.equals("*")
            || (ref.matches("[0-9a-f]{40}")
                && Stream.of("job_workflow_sha", "ci_config_sha")
                    .anyMatch(claim -> sample.claims().text(claim).equals(Optional.of(ref)))));
  }

  private static boolean isIn(Finding finding, String text) {
    return Arrays.asList(folded(finding.actual().orElse("")).split(", ")).contains(folded(text));
  }

  private boolean isList(Finding finding) {
    return finding.rule().equals("oidc.circleci.com/context-ids")
        || sample.claims().array(finding.rule()).isPresent();
  }

  private JsonObject known() {
    return known;
  }

  private Stream<Claim> pinned() {
    return sample.issuer().rulebook().pins().all().stream();
  }

  private static Optional<Setting> setting(Sample sample, String name) {
    return sample.issuer().rulebook().settings().stream()
        .filter(setting -> setting.name().equals(name))
        .findFirst();
  }

  private static String folded(String text) {
    var folded = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      folded.setCharAt(i, c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
    }
    return folded.toString();
  }
}
