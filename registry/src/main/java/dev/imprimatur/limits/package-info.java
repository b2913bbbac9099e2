/** How much is too much? */
@NullMarked
package dev.imprimatur.limits;

import org.jspecify.annotations.NullMarked;
