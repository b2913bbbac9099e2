/** By which keys does this registry sign what it serves, and what has it signed? */
@NullMarked
package dev.imprimatur.signatures;

import org.jspecify.annotations.NullMarked;
