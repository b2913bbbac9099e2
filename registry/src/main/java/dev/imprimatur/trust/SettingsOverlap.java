package dev.imprimatur.trust;

import dev.imprimatur.claimrules.Settings;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The comparison of the settings of two trusted publishers. */
final class SettingsOverlap {
  private SettingsOverlap() {}

  /**
   * Returns whether one token could match both, and neither requires all that the other requires:
   * then nobody could say which of them is meant.
   */
  static boolean areAmbiguous(Settings one, Settings other) {
    return !areDisjoint(one, other) && !implies(one, other) && !implies(other, one);
  }

  /**
   * Returns whether all that matches the one surely matches the other, too, by their settings
   * alone.
   */
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

  /**
   * Returns whether no text can match both; patterns may have something in common even if they
   * differ.
   */
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
