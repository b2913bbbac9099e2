/** Gzipped tar archives, read in the one way in which all readers agree. */
@NullMarked
package dev.imprimatur.tar;

import org.jspecify.annotations.NullMarked;
