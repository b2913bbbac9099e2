/** Which outside identity does this token prove, and whom do we trust? */
@NullMarked
package dev.imprimatur.trust;

import org.jspecify.annotations.NullMarked;
