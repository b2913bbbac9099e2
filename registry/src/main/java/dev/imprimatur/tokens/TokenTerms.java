package dev.imprimatur.tokens;

import dev.imprimatur.addresses.AddressRange;
import dev.imprimatur.addresses.AddressText;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.ProblemException;
import java.util.List;
import java.util.stream.Stream;

/**
 * The terms of a granular token, which npm has sentences for where they make no sense.
 *
 * @param name what its owner calls it
 * @param description more about it; may be empty
 * @param permission what it may do with packages
 * @param packages the packages that this is for: names, whole scopes, or all by a star
 * @param organizationPermission what it may do with organizations, and never with their packages
 * @param organizations the organizations that this is for, without an at sign
 * @param addresses where it may be used from; anywhere if there are none
 * @param bypassesSecondFactor whether it writes without a one-time password; then it governs
 *     nothing
 */
public record TokenTerms(
    String name,
    String description,
    TokenPermission permission,
    List<PackageGlob> packages,
    TokenPermission organizationPermission,
    List<String> organizations,
    List<AddressRange> addresses,
    boolean bypassesSecondFactor) {

  private static final PackageGlob EVERYTHING = new PackageGlob("*");
  private static final int NAME_LENGTH_MAX = 100;
  private static final int DESCRIPTION_LENGTH_MAX = 500;
  private static final int PACKAGES_MAX = 50;
  private static final int ORGANIZATIONS_MAX = 50;
  private static final int ADDRESSES_MAX = 50;

  public TokenTerms {
    packages = packages.stream().distinct().toList();
    organizations = organizations.stream().distinct().toList();
    addresses = addresses.stream().distinct().toList();
    requireText(name, description);
    requireNumber(packages, PACKAGES_MAX, "packages and scopes");
    requireNumber(organizations, ORGANIZATIONS_MAX, "organizations");
    requireNumber(addresses, ADDRESSES_MAX, "IP ranges");
    requireSense(permission, packages, organizationPermission, organizations);
  }

  /** The terms of a token for packages alone, usable from anywhere. */
  public static TokenTerms of(String name, TokenPermission permission, List<PackageGlob> packages) {
    return new TokenTerms(
        name,
        "",
        permission,
        packages.isEmpty() ? List.of(EVERYTHING) : packages,
        TokenPermission.NO_ACCESS,
        List.of(),
        List.of(),
        false);
  }

  private static void requireText(String name, String description) {
    if (name.isBlank()) {
      throw invalid("Token name is required");
    }
    if (name.length() > NAME_LENGTH_MAX || description.length() > DESCRIPTION_LENGTH_MAX) {
      throw invalid(
          "A token's name has at most %d characters, and its description at most %d"
              .formatted(NAME_LENGTH_MAX, DESCRIPTION_LENGTH_MAX));
    }
    if (Stream.of(name, description).anyMatch(TokenTerms::holdsControl)) {
      throw invalid("A token's name and description are each one line of text");
    }
  }

  private static boolean holdsControl(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  private static void requireNumber(List<?> items, int most, String what) {
    if (items.size() > most) {
      throw invalid("A token is for at most %d %s".formatted(most, what));
    }
  }

  private static void requireSense(
      TokenPermission permission,
      List<PackageGlob> packages,
      TokenPermission organizationPermission,
      List<String> organizations) {
    if (packages.isEmpty() && organizations.isEmpty()) {
      throw invalid(
          "You must have at least one package / scope or organization added to this token.");
    }
    if (organizationPermission == TokenPermission.STAGE_ONLY) {
      throw invalid("Invalid orgs_permission. Must be one of: no-access, read-only, read-write");
    }
    if (organizationPermission.reads() && organizations.isEmpty()) {
      throw invalid(
          "You must select at least one organization if granting organization permissions to this"
              + " token.");
    }
    if (permission.reads() && packages.isEmpty()) {
      throw invalid(
          "You must select at least one package or scope if granting package/scopes permissions to"
              + " this token.");
    }
    if (!permission.reads() && !organizationPermission.reads()) {
      throw invalid("Please select at least one: package, scope or organization.");
    }
  }

  private static ProblemException invalid(String why) {
    return new PeopleProblem.InvalidToken(why).asException();
  }

  /** Returns whether it is for this package, to read it at least. */
  public boolean covers(PackageName covered) {
    return permission.reads() && packages.stream().anyMatch(glob -> glob.matches(covered));
  }

  /** Returns whether it may see this organization: its members and teams. */
  public boolean sees(String organization) {
    return organizationPermission.reads() && organizations.contains(organization);
  }

  /** Returns whether it may change this organization: its members, teams and settings. */
  public boolean governs(String organization) {
    return organizationPermission.writes()
        && !bypassesSecondFactor
        && organizations.contains(organization);
  }

  /** Returns whether it can change anything at all. */
  public boolean writes() {
    return permission.writes() || organizationPermission.writes();
  }

  /** Returns whether it may be used from there. */
  public boolean admits(String address) {
    return addresses.isEmpty()
        || AddressText.parseOfProxy(address)
            .filter(from -> addresses.stream().anyMatch(range -> range.contains(from)))
            .isPresent();
  }
}
