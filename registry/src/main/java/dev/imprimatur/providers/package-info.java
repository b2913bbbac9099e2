/** The CI systems that there are: their claims, their links and their provenance. */
@NullMarked
package dev.imprimatur.providers;

import org.jspecify.annotations.NullMarked;
