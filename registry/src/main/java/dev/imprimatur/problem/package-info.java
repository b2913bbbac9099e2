/** Everything that can go wrong, as facts. */
@NullMarked
package dev.imprimatur.problem;

import org.jspecify.annotations.NullMarked;
