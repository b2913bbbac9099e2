/** Whom outside do we trust with which package? */
@NullMarked
package dev.imprimatur.trust;

import org.jspecify.annotations.NullMarked;
