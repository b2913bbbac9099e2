/** The removal of versions and packages, and of all that a name was trusted with. */
@NullMarked
package dev.imprimatur.unpublish;

import org.jspecify.annotations.NullMarked;
