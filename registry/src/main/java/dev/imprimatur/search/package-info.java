/** The search for packages, of which nobody finds what they may not read. */
@NullMarked
package dev.imprimatur.search;

import org.jspecify.annotations.NullMarked;
