/** How do owners say which jobs may publish their packages? */
@NullMarked
package dev.imprimatur.doors.trust;

import org.jspecify.annotations.NullMarked;
