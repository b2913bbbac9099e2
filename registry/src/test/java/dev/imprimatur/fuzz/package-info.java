/** What does hostile input do to whoever reads it? */
@NullMarked
package dev.imprimatur.fuzz;

import org.jspecify.annotations.NullMarked;
