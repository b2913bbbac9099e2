/** Is each class of hole that other registries had closed as a whole? */
@NullMarked
package dev.imprimatur.doors.holes;

import org.jspecify.annotations.NullMarked;
