/**
 * The removal of versions and of whole packages, and the end of all that a name was trusted with.
 */
@NullMarked
package dev.imprimatur.unpublish;

import org.jspecify.annotations.NullMarked;
