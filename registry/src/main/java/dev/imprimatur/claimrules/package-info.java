/** The rules by which identity tokens are matched, whoever issued them. */
@NullMarked
package dev.imprimatur.claimrules;

import org.jspecify.annotations.NullMarked;
