/** The issuers of identity tokens: is a token really from the one that it names? */
@NullMarked
package dev.imprimatur.issuers;

import org.jspecify.annotations.NullMarked;
