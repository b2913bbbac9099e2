/** The threads for work that costs so much that it must not hold up everything else. */
@NullMarked
package dev.imprimatur.workers;

import org.jspecify.annotations.NullMarked;
