package dev.imprimatur.access;

import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.npm.PackageName;

/** An offer of what somebody has once they accept it. */
public sealed interface Offer {

  /** To belong to an organization, in a role. */
  record Membership(String organization, Role role) implements Offer {}

  /** An offer about a package. */
  sealed interface OfPackage extends Offer {
    PackageName name();
  }

  /** To own a package beside those who do. */
  record Ownership(PackageName name) implements OfPackage {}

  /** To have a right on a package that others own. */
  record Collaboration(PackageName name, Right right) implements OfPackage {}

  /** To own a package instead of those who do. */
  record Transfer(PackageName name) implements OfPackage {}

  /** The kind, in a word that is stored and shown. */
  default String kind() {
    return switch (this) {
      case Membership _ -> "membership";
      case Ownership _ -> "ownership";
      case Collaboration _ -> "collaboration";
      case Transfer _ -> "transfer";
    };
  }

  /** The name of the organization, or of the package, that it is about. */
  default String subject() {
    return switch (this) {
      case Membership(var organization, _) -> organization;
      case OfPackage it -> it.name().value();
    };
  }

  /** The role or permission, if it is about one. */
  default String detail() {
    return switch (this) {
      case Membership(_, var role) -> role.wire();
      case Collaboration(_, var right) -> right.wire();
      case Ownership _, Transfer _ -> "";
    };
  }
}
