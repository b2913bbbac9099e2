/** The operator types what the registry shall do. */
@NullMarked
package dev.imprimatur.commands;

import org.jspecify.annotations.NullMarked;
