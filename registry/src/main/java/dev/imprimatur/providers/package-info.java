/** Which CI systems are there, and what do their identity tokens say? */
@NullMarked
package dev.imprimatur.providers;

import org.jspecify.annotations.NullMarked;
