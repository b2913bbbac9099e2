/** Signed tokens, and the published keys by which they are verified. */
@NullMarked
package dev.imprimatur.jose;

import org.jspecify.annotations.NullMarked;
