/** What do the tests at the door share? */
@NullMarked
package dev.imprimatur.doors.support;

import org.jspecify.annotations.NullMarked;
