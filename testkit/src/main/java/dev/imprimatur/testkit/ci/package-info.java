/** What do the CI systems of the world say about their jobs? */
@NullMarked
package dev.imprimatur.testkit.ci;

import org.jspecify.annotations.NullMarked;
