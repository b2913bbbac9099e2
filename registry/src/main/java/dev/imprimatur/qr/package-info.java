/** Codes that a phone's camera reads. */
@NullMarked
package dev.imprimatur.qr;

import org.jspecify.annotations.NullMarked;
