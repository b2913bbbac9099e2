/** The requests that this registry sends to others. */
@NullMarked
package dev.imprimatur.outbound;

import org.jspecify.annotations.NullMarked;
