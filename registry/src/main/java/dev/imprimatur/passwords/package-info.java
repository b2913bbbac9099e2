/** The hashing of passwords, and the rules of which are refused. */
@NullMarked
package dev.imprimatur.passwords;

import org.jspecify.annotations.NullMarked;
