/** What happened, in order, never edited? */
@NullMarked
package dev.imprimatur.audit;

import org.jspecify.annotations.NullMarked;
