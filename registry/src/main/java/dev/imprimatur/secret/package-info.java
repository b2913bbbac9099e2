/** The carrying of values that nobody may see. */
@NullMarked
package dev.imprimatur.secret;

import org.jspecify.annotations.NullMarked;
