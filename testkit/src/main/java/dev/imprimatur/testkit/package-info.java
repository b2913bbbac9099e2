/** The outside parties that a test talks to when the real ones cannot be had. */
@NullMarked
package dev.imprimatur.testkit;

import org.jspecify.annotations.NullMarked;
