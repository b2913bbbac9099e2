/** Who wants to be told of what happens, and what is still to be told? */
@NullMarked
package dev.imprimatur.outbox;

import org.jspecify.annotations.NullMarked;
