/** Every room is built here, by hand, and the port opened. */
@NullMarked
package dev.imprimatur.wiring;

import org.jspecify.annotations.NullMarked;
