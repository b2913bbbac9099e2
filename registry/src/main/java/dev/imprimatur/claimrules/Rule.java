package dev.imprimatur.claimrules;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A rule of a rulebook about a claim that decides something. */
public interface Rule {

  /** The claim that it looks at. */
  Claim claim();

  /** All claims that it reads, so that none of them is reported as unknown. */
  default List<Claim> reads() {
    return List.of(claim());
  }

  /** Checks an identity token. */
  Finding check(MatchInput input);

  /** The setting with which a maintainer configures it, if there is one. */
  default Optional<Setting> setting() {
    return Optional.empty();
  }

  /** The requirement for jobs, in plain words; empty if it is not worth a line. */
  Optional<String> inForce(Settings settings, IssuerTraits issuer);

  /** The only version that this token may publish, if the rule binds it to one. */
  default Optional<String> version(MatchInput input) {
    return Optional.empty();
  }

  /**
   * Returns what is left of it for publishers that may do nothing but read. A stranger's code must
   * not read either; which file of the project starts the job decides what is published, and not
   * what its people can read.
   */
  default Rule forReading() {
    return this;
  }

  /** A rule that compares a claim with one setting. */
  interface OfSetting extends Rule {
    Setting configured();

    @Override
    default Optional<Setting> setting() {
      return Optional.of(configured());
    }

    /**
     * Returns whether the rule surely accepts nothing with the settings after that it refused
     * before; false where the settings alone do not show it. Of several texts a claim must match
     * one.
     */
    default boolean narrows(Settings after, Settings before) {
      var name = configured().name();
      return !before.has(name)
          || (after.has(name) && new HashSet<>(before.texts(name)).containsAll(after.texts(name)));
    }

    @Override
    default Optional<String> inForce(Settings settings, IssuerTraits issuer) {
      var texts = settings.texts(configured().name());
      return texts.isEmpty()
          ? Optional.empty()
          : Optional.of(configured().label() + " " + String.join(" or ", texts));
    }
  }

  static List<Claim> reading(Claim first, List<Claim> more) {
    return Stream.concat(Stream.of(first), more.stream()).toList();
  }
}
