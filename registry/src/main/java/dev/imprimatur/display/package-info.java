/** What of a job's identity token are people shown, and where can they look at it? */
@NullMarked
package dev.imprimatur.display;

import org.jspecify.annotations.NullMarked;
