/** The pages on which owners say whom their packages trust. */
@NullMarked
package dev.imprimatur.trustpages;

import org.jspecify.annotations.NullMarked;
