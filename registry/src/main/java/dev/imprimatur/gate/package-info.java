/** Authorisation: may this caller do this? */
@NullMarked
package dev.imprimatur.gate;

import org.jspecify.annotations.NullMarked;
