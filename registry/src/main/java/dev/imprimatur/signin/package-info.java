/** The signing in and out of people. */
@NullMarked
package dev.imprimatur.signin;

import org.jspecify.annotations.NullMarked;
