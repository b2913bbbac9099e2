package dev.imprimatur.pages;

/** A page for browsers: the facts for the template of the same name, nothing computed. */
public sealed interface Page permits AccountPage, HomePage, PackagePage, ProblemPage, ProblemsPage {

  /** Returns the site that this page's links lead into. */
  Site site();
}
