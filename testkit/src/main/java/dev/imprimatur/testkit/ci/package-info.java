/** The CI systems of the world, and the claims and variables of their jobs. */
@NullMarked
package dev.imprimatur.testkit.ci;

import org.jspecify.annotations.NullMarked;
