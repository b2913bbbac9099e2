/** Who may do what, and how do people sign in? */
@NullMarked
package dev.imprimatur.doors.people;

import org.jspecify.annotations.NullMarked;
