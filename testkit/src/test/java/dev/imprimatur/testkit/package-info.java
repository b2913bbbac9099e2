/** Are the fakes as real as they say, and their faults the ones they name? */
@NullMarked
package dev.imprimatur.testkit;

import org.jspecify.annotations.NullMarked;
