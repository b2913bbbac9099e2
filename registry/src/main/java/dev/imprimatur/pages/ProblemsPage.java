package dev.imprimatur.pages;

import dev.imprimatur.problem.Catalogue;
import java.util.List;

/** The page of all kinds of refusals. */
record ProblemsPage(Site site, List<Catalogue.Group> groups) implements Page {
  ProblemsPage {
    groups = List.copyOf(groups);
  }
}
