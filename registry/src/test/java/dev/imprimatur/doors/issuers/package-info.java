/** Whom does the registry believe, and which CI systems does it know? */
@NullMarked
package dev.imprimatur.doors.issuers;

import org.jspecify.annotations.NullMarked;
