/** What becomes of a version on its way in? */
@NullMarked
package dev.imprimatur.doors.publish;

import org.jspecify.annotations.NullMarked;
