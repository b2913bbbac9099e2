package dev.imprimatur.pages;

/** What a browser gets to see: the facts for the template of the same name, nothing computed. */
sealed interface Page permits HomePage, PackagePage, ProblemPage, ProblemsPage {

  /** Where this page's links lead. */
  Site site();
}
