/** The wiring of all rooms, built here by hand before the port is opened. */
@NullMarked
package dev.imprimatur.wiring;

import org.jspecify.annotations.NullMarked;
