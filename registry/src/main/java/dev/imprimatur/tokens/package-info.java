/** The tokens of people and jobs: what each may do, and whose it is. */
@NullMarked
package dev.imprimatur.tokens;

import org.jspecify.annotations.NullMarked;
