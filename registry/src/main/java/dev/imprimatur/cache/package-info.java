/** The documents that clients read all day, kept ready to be sent. */
@NullMarked
package dev.imprimatur.cache;

import org.jspecify.annotations.NullMarked;
