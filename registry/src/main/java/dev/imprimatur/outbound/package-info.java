/** How do we ask somebody outside for something? */
@NullMarked
package dev.imprimatur.outbound;

import org.jspecify.annotations.NullMarked;
