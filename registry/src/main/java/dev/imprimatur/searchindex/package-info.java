/** The index of what can be found of each package, kept true with the facts themselves. */
@NullMarked
package dev.imprimatur.searchindex;

import org.jspecify.annotations.NullMarked;
