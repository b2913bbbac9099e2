/** Who is told what has happened, and how? */
@NullMarked
package dev.imprimatur.doors.notices;

import org.jspecify.annotations.NullMarked;
