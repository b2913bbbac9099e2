/** Where does a fresh, time-ordered id come from? */
@NullMarked
package dev.imprimatur.ids;

import org.jspecify.annotations.NullMarked;
