/** The transactions by which everything that others read is changed. */
@NullMarked
package dev.imprimatur.change;

import org.jspecify.annotations.NullMarked;
