/** The limits of everything that others could make too large. */
@NullMarked
package dev.imprimatur.limits;

import org.jspecify.annotations.NullMarked;
