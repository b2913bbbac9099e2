package dev.imprimatur.pages;

import dev.imprimatur.problem.Catalogue;
import java.util.List;

/** Every kind of refusal there is. */
record ProblemsPage(Site site, List<Catalogue.Group> groups) implements Page {
  ProblemsPage {
    groups = List.copyOf(groups);
  }
}
