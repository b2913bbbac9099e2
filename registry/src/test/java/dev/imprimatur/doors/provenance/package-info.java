/** Where does a version come from, and what shows it? */
@NullMarked
package dev.imprimatur.doors.provenance;

import org.jspecify.annotations.NullMarked;
