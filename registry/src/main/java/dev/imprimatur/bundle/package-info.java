/** A Sigstore bundle taken apart to the letter, by strict readers and not yet believed. */
@NullMarked
package dev.imprimatur.bundle;

import org.jspecify.annotations.NullMarked;
