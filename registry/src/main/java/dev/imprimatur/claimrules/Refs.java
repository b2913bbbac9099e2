package dev.imprimatur.claimrules;

import dev.imprimatur.npm.Version;
import dev.imprimatur.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rule that the job's full ref matches one of the configured patterns, if there are any. Short
 * names would not do: a branch may be called {@code v1.2.3}, and even {@code refs/tags/v1}.
 *
 * @param sources where the ref stands; the first that is there is it
 * @param type a claim that says {@code branch} or {@code tag}, which must agree if it is there
 */
public record Refs(Setting configured, List<Source> sources, Optional<Claim> type)
    implements Rule.OfSetting {

  /**
   * A claim with a ref.
   *
   * @param prefix what makes a full ref of it: {@code refs/tags/}, or nothing
   */
  public record Source(Claim claim, String prefix) {}

  public Refs {
    sources = List.copyOf(sources);
  }

  /** The rule for a provider that says short names in claims of their own. */
  public static Refs shortNames(Setting setting, Source... sources) {
    return new Refs(setting, List.of(sources), Optional.empty());
  }

  /**
   * The rule for a provider that says the full ref in one claim, and in another what kind it is.
   */
  public static Refs full(String claim, String label, Claim type) {
    return new Refs(setting(claim, label), full(claim), Optional.of(type));
  }

  /** The rule for a provider that says the full ref in one claim. */
  public static Refs full(String claim, String label) {
    return new Refs(setting(claim, label), full(claim), Optional.empty());
  }

  private static List<Source> full(String claim) {
    return List.of(new Source(Claim.text(claim), ""));
  }

  public static Setting setting(String claim, String label) {
    return Setting.texts(claim, label, RefPattern.form("heads|tags", "tags/v{version}"), "--ref")
        .asked(
            "Branches and tags",
            "refs/tags/v{version}",
            "Full refs; a star stands for anything, and {version} for the version that is"
                + " published.");
  }

  /** The setting for a provider whose tokens say no tags. */
  public static Setting branches(String claim, String label) {
    return Setting.texts(claim, label, RefPattern.form("heads", "heads/release/*"), "--ref")
        .asked("Branches", "refs/heads/main", "Full refs; a star stands for anything.");
  }

  @Override
  public Claim claim() {
    return sources.getFirst().claim();
  }

  @Override
  public List<Claim> reads() {
    return Rule.reading(type.orElse(claim()), sources.stream().map(Source::claim).toList());
  }

  @Override
  public Finding check(MatchInput input) {
    var wanted = input.settings().texts(configured.name());
    return ref(input.token())
        .map(said -> Finding.of(configured, said, wanted, fits(said, wanted, input)))
        .orElseGet(() -> Finding.missing(configured, wanted, false));
  }

  private boolean fits(String ref, List<String> wanted, MatchInput input) {
    return typeAgrees(ref, input.token())
        && wanted.stream().anyMatch(text -> RefPattern.of(text, input.packageName()).matches(ref));
  }

  @Override
  public Optional<String> version(MatchInput input) {
    var wanted = input.settings().texts(configured.name());
    return ref(input.token()).stream()
        .flatMap(said ->
            wanted.stream()
                .flatMap(text -> RefPattern.of(text, input.packageName()).version(said).stream()))
        .findFirst();
  }

  private Optional<String> ref(TokenPayload claims) {
    return sources.stream()
        .flatMap(source -> claims.text(source.claim()).stream().map(source.prefix()::concat))
        .findFirst();
  }

  private boolean typeAgrees(String ref, TokenPayload claims) {
    var said = type.flatMap(claims::text);
    return type.isEmpty()
        || said.equals(Optional.of(ref.startsWith("refs/tags/") ? "tag" : "branch"));
  }

  /**
   * A pattern for full refs: {@code refs/heads/main}, {@code refs/tags/v*}. All of it is literal
   * but a star, which stands for anything on one line without a slash, and {@code {version}},
   * {@code {name}} and {@code {unscoped}}, which stand for the version that is published and the
   * name of its package.
   */
  private static final class RefPattern {
    /** The form of patterns in settings. */
    static Setting.Form form(String kinds, String example) {
      return Setting.Form.of(
          "(?s)refs/(%s)/(?!.*\\{version\\}.*\\{version\\})(?!(.*\\*){4})".formatted(kinds)
              + "([^\\p{C}\\p{Z}{}~^:?\\[\\\\]|\\{(version|name|unscoped)\\}){1,200}",
          "write a full ref such as refs/%s or refs/heads/main; a star stands for"
                  .formatted(example)
              + " anything without a slash, at most three times");
    }

    /**
     * The form of a version in a tag (semver.org), which is validated later. None of its digits may
     * be left to what stands around it, or a star would make 1.2.3 of 11.2.3 and of 1.2.3.4.
     */
    private static final String VERSION =
        "(?<![0-9])(?<![0-9]\\.)"
            + "(?<version>(?>[0-9]{1,20}\\.[0-9]{1,20}\\.[0-9]{1,20})(?!\\.?[0-9])"
            + "(?:-[0-9A-Za-z.-]{1,200}(?![0-9A-Za-z]))?"
            + "(?:\\+[0-9A-Za-z.-]{1,200}(?![0-9A-Za-z]))?)";

    /**
     * Any text without control characters: no git ref has any, so a token that says one is forged.
     * It takes as little as it can, so that a version begins where the first one does.
     */
    private static final String STAR = "[^/\\p{Cc}\\p{Zl}\\p{Zp}]*?";

    private static final Pattern PLACE = Pattern.compile("\\*|\\{(?:version|name|unscoped)\\}");

    private final Pattern pattern;
    private final boolean bindsVersion;

    private RefPattern(Pattern pattern, boolean bindsVersion) {
      this.pattern = pattern;
      this.bindsVersion = bindsVersion;
    }

    static RefPattern of(String text, String packageName) {
      var regex = new StringBuilder();
      var places = PLACE.matcher(text);
      int literal = 0;
      while (places.find()) {
        regex.append(Pattern.quote(text.substring(literal, places.start())));
        regex.append(
            switch (places.group()) {
              case "*" -> STAR;
              case "{version}" -> VERSION;
              case "{name}" -> Pattern.quote(packageName);
              default -> Pattern.quote(packageName.substring(packageName.indexOf('/') + 1));
            });
        literal = places.end();
      }
      regex.append(Pattern.quote(text.substring(literal)));
      return new RefPattern(Pattern.compile(regex.toString()), text.contains("{version}"));
    }

    boolean matches(String ref) {
      return pattern.matcher(ref).matches() && (!bindsVersion || version(ref).isPresent());
    }

    /** The version that a ref names as npm would read it, if the pattern asks for one. */
    Optional<String> version(String ref) {
      return Optional.of(pattern.matcher(ref))
          .filter(matcher -> bindsVersion && matcher.matches())
          .flatMap((Matcher matcher) -> cleaned(matcher.group("version")));
    }

    private static Optional<String> cleaned(String text) {
      try {
        return Optional.of(Version.cleaned(text).value());
      } catch (ProblemException e) {
        return Optional.empty();
      }
    }
  }
}
