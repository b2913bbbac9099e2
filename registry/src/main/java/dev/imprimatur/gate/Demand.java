package dev.imprimatur.gate;

import dev.imprimatur.npm.PackageName;

/** What a request wants to be let in for. */
public sealed interface Demand {

  /** Nothing that anybody could not have, or what checks its caller by itself: a sign-in. */
  record Nothing() implements Demand {}

  /** Somebody we know, whoever it is. */
  record SignedIn() implements Demand {}

  /** To read a package. */
  record Read(PackageName name) implements Demand {}

  /** To publish a version of a package, which need not exist, or to move its dist-tags. */
  record Publish(PackageName name) implements Demand {}

  /** To decide about a package: whom it trusts, who may read it. */
  record Manage(PackageName name) implements Demand {}
}
