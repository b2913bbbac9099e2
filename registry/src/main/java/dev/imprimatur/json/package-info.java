/** The reading and writing of JSON. */
@NullMarked
package dev.imprimatur.json;

import org.jspecify.annotations.NullMarked;
