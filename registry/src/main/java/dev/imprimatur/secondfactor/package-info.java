/** The second factors of people, and the challenges in which they show them. */
@NullMarked
package dev.imprimatur.secondfactor;

import org.jspecify.annotations.NullMarked;
