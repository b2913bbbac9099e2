/** The source of fresh, time-ordered ids. */
@NullMarked
package dev.imprimatur.ids;

import org.jspecify.annotations.NullMarked;
