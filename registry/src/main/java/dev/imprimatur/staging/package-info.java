/** The versions that wait for a person, and the decision about them. */
@NullMarked
package dev.imprimatur.staging;

import org.jspecify.annotations.NullMarked;
