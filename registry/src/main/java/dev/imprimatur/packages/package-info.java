/** What exists? */
@NullMarked
package dev.imprimatur.packages;

import org.jspecify.annotations.NullMarked;
