/** What becomes of the registry when machines, networks and time do their worst? */
@NullMarked
package dev.imprimatur.doors.operation;

import org.jspecify.annotations.NullMarked;
