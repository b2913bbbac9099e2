/** Do real clients agree with what was built? */
@NullMarked
package dev.imprimatur.e2e;

import org.jspecify.annotations.NullMarked;
