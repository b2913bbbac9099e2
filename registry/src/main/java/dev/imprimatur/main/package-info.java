/** The entry: where the process begins. */
@NullMarked
package dev.imprimatur.main;

import org.jspecify.annotations.NullMarked;
