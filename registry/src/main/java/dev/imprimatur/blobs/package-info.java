/** The store of bytes by their digests. */
@NullMarked
package dev.imprimatur.blobs;

import org.jspecify.annotations.NullMarked;
