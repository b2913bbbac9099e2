/** The identity of a git repository, by whichever of its addresses it is named. */
@NullMarked
package dev.imprimatur.git;

import org.jspecify.annotations.NullMarked;
