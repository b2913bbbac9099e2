package dev.imprimatur.trust;

import dev.imprimatur.claimrules.Settings;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How what is configured for one trusted publisher relates to what is for another. */
final class SettingsOverlap {
  private SettingsOverlap() {}

  /**
   * Whether one token could fit both, and neither asks for all that the other asks for: then nobody
   * could say which of them is meant.
   */
  static boolean areAmbiguous(Settings one, Settings other) {
    return !areDisjoint(one, other) && !implies(one, other) && !implies(other, one);
  }

  /** Whether everything that fits the one fits the other too, by what can be read off them. */
  static boolean implies(Settings narrow, Settings wide) {
    return wide.names().stream()
        .allMatch(name ->
            narrow.has(name) && new HashSet<>(wide.texts(name)).containsAll(narrow.texts(name)));
  }

  private static boolean areDisjoint(Settings one, Settings other) {
    return one.names().stream()
        .filter(other::has)
        .anyMatch(name -> haveNothingInCommon(one.texts(name), other.texts(name)));
  }

  /** Patterns may have something in common even if they read differently. */
  private static boolean haveNothingInCommon(List<String> some, List<String> others) {
    var all = new HashSet<>(some);
    all.addAll(others);
    if (all.stream().anyMatch(text -> text.contains("*") || text.contains("{"))) {
      return false;
    }
    var lower = lower(some);
    return others.stream().noneMatch(text -> lower.contains(text.toLowerCase(Locale.ROOT)));
  }

  private static Set<String> lower(List<String> texts) {
    var lower = new HashSet<String>();
    texts.forEach(text -> lower.add(text.toLowerCase(Locale.ROOT)));
    return lower;
  }
}
