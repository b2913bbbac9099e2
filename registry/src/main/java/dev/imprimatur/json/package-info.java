/** How do values become JSON and back? */
@NullMarked
package dev.imprimatur.json;

import org.jspecify.annotations.NullMarked;
