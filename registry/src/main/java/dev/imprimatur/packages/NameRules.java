package dev.imprimatur.packages;

import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.NameProblem;
import java.util.List;
import java.util.function.Supplier;

/**
 * The operator's rules for new names, beyond what a name is.
 *
 * @param similarity whether a public name without a scope must differ from others by more than
 *     punctuation, as npm has it
 * @param reserved names and patterns that nobody takes
 */
public record NameRules(boolean similarity, List<PackageGlob> reserved) {
  public static final NameRules USUAL = new NameRules(true, List.of());

  public NameRules {
    reserved = List.copyOf(reserved);
  }

  /**
   * Requires that a new name keeps to these rules.
   *
   * @param similar finds the public packages whose names differ by punctuation alone
   */
  void require(PackageName name, Visibility visibility, Supplier<List<String>> similar) {
    if (reserved.stream().anyMatch(glob -> glob.matches(name))) {
      throw new NameProblem.NameReserved(name.value()).asException();
    }
    var others = similarity && visibility == Visibility.PUBLIC ? similar.get() : List.<String>of();
    if (!others.isEmpty()) {
      throw new NameProblem.NameTooSimilar(name.value(), others).asException();
    }
  }
}
