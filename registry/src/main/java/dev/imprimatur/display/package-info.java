/** The facts of a job that people are shown, and where they can look at them. */
@NullMarked
package dev.imprimatur.display;

import org.jspecify.annotations.NullMarked;
