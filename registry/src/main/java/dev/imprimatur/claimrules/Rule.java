package dev.imprimatur.claimrules;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a rulebook does with a claim that decides something. */
public interface Rule {

  /** The claim that it looks at. */
  Claim claim();

  /** All claims that it reads, so that none of them is news. */
  default List<Claim> reads() {
    return List.of(claim());
  }

  /** What it finds in an identity token. */
  Finding check(MatchInput matter);

  /** What the maintainer configures for it, if anything. */
  default Optional<Setting> setting() {
    return Optional.empty();
  }

  /** What it demands of jobs, in plain words; empty if it is not worth a line. */
  Optional<String> inForce(Settings settings, IssuerTraits issuer);

  /** The version that is the only one which this token may publish, if the rule binds it. */
  default Optional<String> version(MatchInput matter) {
    return Optional.empty();
  }

  /** A rule that compares a claim with one setting. */
  interface OfSetting extends Rule {
    Setting configured();

    @Override
    default Optional<Setting> setting() {
      return Optional.of(configured());
    }

    /**
     * Whether whatever the rule lets through with these settings it surely lets through with those
     * before them, too; where that cannot be read off them, it does not. Of several texts a claim
     * must fit one.
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
