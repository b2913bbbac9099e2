/** How much does whoever sends the dearest that is allowed take from everybody else? */
@NullMarked
package dev.imprimatur.bench.dear;

import org.jspecify.annotations.NullMarked;
