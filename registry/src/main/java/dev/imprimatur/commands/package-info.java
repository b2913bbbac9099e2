/** The commands that an operator types. */
@NullMarked
package dev.imprimatur.commands;

import org.jspecify.annotations.NullMarked;
