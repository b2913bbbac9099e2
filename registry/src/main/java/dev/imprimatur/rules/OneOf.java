package dev.imprimatur.rules;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The claim must have one of these values. A list of what is allowed never goes stale, as a
 * provider may add values at any time.
 *
 * @param choice which values there are
 */
public record OneOf(Setting configured, Claim claim, Choice choice) implements Rule.OfSetting {

  /**
   * Values of a claim.
   *
   * @param usual what is allowed where nothing is configured; everything if it is empty
   * @param ifIssuerAllows what is only allowed where it is configured, and the operator allows it
   *     for the issuer: runners that are not the provider's own
   */
  public record Choice(Set<String> usual, Set<String> ifIssuerAllows) {
    public Choice {
      usual = Set.copyOf(usual);
      ifIssuerAllows = Set.copyOf(ifIssuerAllows);
    }

    public static Choice only(String... values) {
      return new Choice(Set.of(values), Set.of());
    }

    /** Whatever it says, unless something is configured. */
    public static Choice any() {
      return only();
    }

    /** This kind of runner, and others where publisher and operator both allow it. */
    public static Choice runner(String own) {
      return new Choice(Set.of(own), Set.of("self-hosted"));
    }
  }

  @Override
  public Finding check(Case matter) {
    var said = matter.claims().text(claim);
    var wanted = matter.settings().texts(configured.name());
    var allowed = allowed(wanted, matter.claims().issuer());
    if (!wanted.isEmpty()) {
      boolean met = said.filter(allowed::contains).isPresent();
      var finding = Finding.of(configured, said, wanted, met);
      return met
          ? finding
          : finding.hinting(
              Finding.Hint.setting(said.filter(this::isUsual).filter(configured::takes)));
    }
    if (choice.usual().isEmpty()) {
      return Finding.of(configured, said, List.of(), true);
    }
    return Finding.fixed(
            claim, configured.label(), said, said.filter(allowed::contains).isPresent())
        .expecting("only " + listed(choice.usual()) + " may publish");
  }

  /** What is not, an owner may well want, and nobody should talk him into it. */
  private boolean isUsual(String value) {
    return choice.usual().isEmpty() || choice.usual().contains(value);
  }

  /** A configured value that the operator does not allow for the issuer. */
  Optional<String> forbidden(Settings settings, Issuer issuer) {
    return settings.texts(configured.name()).stream()
        .filter(value -> choice.ifIssuerAllows().contains(value) && !issuer.terms().selfHosted())
        .findFirst();
  }

  private List<String> allowed(List<String> wanted, Issuer issuer) {
    var values = wanted.isEmpty() ? List.copyOf(choice.usual()) : wanted;
    return issuer.terms().selfHosted()
        ? values
        : values.stream().filter(value -> !choice.ifIssuerAllows().contains(value)).toList();
  }

  /** Where nothing is configured, what is usual is; to configure something may well allow more. */
  @Override
  public boolean narrows(Settings after, Settings before) {
    var former = chosen(before);
    var latter = chosen(after);
    return former.isEmpty() || (!latter.isEmpty() && former.containsAll(latter));
  }

  private Set<String> chosen(Settings settings) {
    var wanted = settings.texts(configured.name());
    return wanted.isEmpty() ? choice.usual() : Set.copyOf(wanted);
  }

  @Override
  public Optional<String> inForce(Settings settings, Issuer issuer) {
    var wanted = settings.texts(configured.name());
    if (wanted.isEmpty() && choice.usual().isEmpty()) {
      return Optional.empty();
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
