/** The callers and their credentials: who is it, and what does their token grant? */
@NullMarked
package dev.imprimatur.access;

import org.jspecify.annotations.NullMarked;
