/** The record of all that happened, in order and never edited. */
@NullMarked
package dev.imprimatur.audit;

import org.jspecify.annotations.NullMarked;
