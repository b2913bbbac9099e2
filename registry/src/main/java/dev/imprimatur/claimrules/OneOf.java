package dev.imprimatur.claimrules;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rule that a claim has one of these values. A list of what is allowed never goes stale, as a
 * provider may add values at any time.
 *
 * @param choice which values there are
 */
public record OneOf(Setting configured, Claim claim, Choice choice) implements Rule.OfSetting {

  /**
   * The values of a claim that may be allowed.
   *
   * @param usual what is allowed where nothing is configured; everything if it is empty
   * @param ifIssuerAllows what is only allowed where it is configured, and the operator allows it
   *     for the issuer: runners that are not the provider's own, at an issuer that has its own
   * @param usualToRead what else is allowed where nothing is configured, to publishers that may
   *     only read
   */
  public record Choice(Set<String> usual, Set<String> ifIssuerAllows, Set<String> usualToRead) {
    public Choice {
      usual = Set.copyOf(usual);
      ifIssuerAllows = Set.copyOf(ifIssuerAllows);
      usualToRead = Set.copyOf(usualToRead);
    }

    public static Choice only(String... values) {
      return new Choice(Set.of(values), Set.of(), Set.of());
    }

    /** The same, and these where reading is all that may be done. */
    public Choice toRead(String... values) {
      return new Choice(usual, ifIssuerAllows, Set.of(values));
    }

    /** Any value, unless something is configured. */
    public static Choice any() {
      return only();
    }

    /** This kind of runner, and others where publisher and operator both allow it. */
    public static Choice runner(String own) {
      return new Choice(Set.of(own), Set.of("self-hosted"), Set.of());
    }

    /** Runners decide what is built, and not what a project may read. */
    private Choice forReading() {
      if (!ifIssuerAllows.isEmpty()) {
        return any();
      }
      var all = new HashSet<>(usual);
      all.addAll(usualToRead);
      return new Choice(all, Set.of(), Set.of());
    }
  }

  @Override
  public Rule forReading() {
    return new OneOf(configured, claim, choice.forReading());
  }

  @Override
  public Finding check(MatchInput input) {
    var said = input.token().text(claim);
    var wanted = input.settings().texts(configured.name());
    var allowed = allowed(wanted, input.token().issuer());
    if (!wanted.isEmpty()) {
      return said.map(value ->
              Finding.of(configured, value, wanted, allowed.contains(value))
                  .hinting(hint(value, allowed, input.token().issuer())))
          .orElseGet(() -> Finding.missing(configured, wanted, false));
    }
    if (usual(input.token().issuer()).isEmpty()) {
      return said.map(value -> Finding.of(configured, value, List.of(), true))
          .orElseGet(() -> Finding.missing(configured, List.of(), true));
    }
    return said.map(
            value -> Finding.fixed(claim, configured.label(), value, allowed.contains(value)))
        .orElseGet(() -> Finding.missing(claim, configured.label(), false))
        .expecting("only " + listed(choice.usual()) + " may publish");
  }

  private Finding.Hint hint(String value, List<String> allowed, IssuerTraits issuer) {
    return !allowed.contains(value) && isUsual(value, issuer) && configured.takes(value)
        ? Finding.Hint.setting(value)
        : Finding.Hint.NONE;
  }

  /**
   * Returns whether a value is usual; unusual ones may be configured, and are never suggested as a
   * fix.
   */
  private boolean isUsual(String value, IssuerTraits issuer) {
    var usual = usual(issuer);
    return usual.isEmpty() || usual.contains(value);
  }

  /**
   * The values that are allowed where nothing is configured; any runner where there are no hosted
   * ones.
   */
  private Set<String> usual(IssuerTraits issuer) {
    return isAboutRunners() && !issuer.hasRunners() ? Set.of() : choice.usual();
  }

  private boolean isAboutRunners() {
    return !choice.ifIssuerAllows().isEmpty();
  }

  /** The configured value that the operator does not allow for the issuer, if there is one. */
  Optional<String> forbidden(Settings settings, IssuerTraits issuer) {
    return settings.texts(configured.name()).stream()
        .filter(value -> choice.ifIssuerAllows().contains(value) && !issuer.allowsAllRunners())
        .findFirst();
  }

  private List<String> allowed(List<String> wanted, IssuerTraits issuer) {
    var values = wanted.isEmpty() ? List.copyOf(choice.usual()) : wanted;
    return issuer.allowsAllRunners()
        ? values
        : values.stream().filter(value -> !choice.ifIssuerAllows().contains(value)).toList();
  }

  /**
   * Returns whether it is narrower now; without a setting the usual values are allowed, so adding
   * one may well allow more.
   */
  @Override
  public boolean narrows(Settings after, Settings before) {
    boolean tighter = narrows(chosen(after, choice.usual()), chosen(before, choice.usual()));
    // An issuer that has no runners of its own takes any where nothing is configured.
    return isAboutRunners()
        ? tighter && narrows(chosen(after, Set.of()), chosen(before, Set.of()))
        : tighter;
  }

  private static boolean narrows(Set<String> latter, Set<String> former) {
    return former.isEmpty() || (!latter.isEmpty() && former.containsAll(latter));
  }

  private Set<String> chosen(Settings settings, Set<String> usual) {
    var wanted = settings.texts(configured.name());
    return wanted.isEmpty() ? usual : Set.copyOf(wanted);
  }

  @Override
  public Optional<String> inForce(Settings settings, IssuerTraits issuer) {
    var wanted = settings.texts(configured.name());
    if (wanted.isEmpty() && usual(issuer).isEmpty()) {
      return isAboutRunners()
          ? Optional.of(
              "%s any (default; there it has none of its own)".formatted(configured.label()))
          : Optional.empty();
    }
    var allowed = allowed(wanted, issuer);
    return Optional.of(
        "%s %s%s"
            .formatted(
                configured.label(),
                allowed.isEmpty() ? "none" : listed(Set.copyOf(allowed)),
                wanted.isEmpty() ? " (default)" : ""));
  }

  private static String listed(Set<String> values) {
    return String.join(", ", values.stream().sorted().toList());
  }
}
