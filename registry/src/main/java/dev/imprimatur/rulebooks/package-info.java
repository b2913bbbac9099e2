/** The words in which a CI system says how the provenance of its jobs looks. */
@NullMarked
package dev.imprimatur.rulebooks;

import org.jspecify.annotations.NullMarked;
