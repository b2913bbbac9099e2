/** Digests of bytes, by the algorithms that every JDK has. */
@NullMarked
package dev.imprimatur.digests;

import org.jspecify.annotations.NullMarked;
