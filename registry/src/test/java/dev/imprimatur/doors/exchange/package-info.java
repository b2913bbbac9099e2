/** What does a job get for its identity token, and what can be done with that? */
@NullMarked
package dev.imprimatur.doors.exchange;

import org.jspecify.annotations.NullMarked;
