/** Where are the bytes with this digest? */
@NullMarked
package dev.imprimatur.blobs;

import org.jspecify.annotations.NullMarked;
