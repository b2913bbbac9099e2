/** The packages, their versions and their dist-tags. */
@NullMarked
package dev.imprimatur.packages;

import org.jspecify.annotations.NullMarked;
