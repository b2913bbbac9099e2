/** Where is work done that costs so much that it must not be everybody's? */
@NullMarked
package dev.imprimatur.workers;

import org.jspecify.annotations.NullMarked;
