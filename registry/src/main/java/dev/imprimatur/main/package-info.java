/** Builds every room, and opens the port. */
@NullMarked
package dev.imprimatur.main;

import org.jspecify.annotations.NullMarked;
