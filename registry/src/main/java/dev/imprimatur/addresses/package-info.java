/** The addresses that clients come from, as texts, ranges and networks. */
@NullMarked
package dev.imprimatur.addresses;

import org.jspecify.annotations.NullMarked;
