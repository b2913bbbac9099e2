/** The keys by which this registry signs what it serves, and its signatures. */
@NullMarked
package dev.imprimatur.signatures;

import org.jspecify.annotations.NullMarked;
