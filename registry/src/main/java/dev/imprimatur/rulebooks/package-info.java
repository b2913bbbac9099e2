/** A CI system's description: its rulebook, its issuers, and the form of its provenance. */
@NullMarked
package dev.imprimatur.rulebooks;

import org.jspecify.annotations.NullMarked;
