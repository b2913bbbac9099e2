/** The decisions about packages, by their owners and by an operator with an account here. */
@NullMarked
package dev.imprimatur.packageadmin;

import org.jspecify.annotations.NullMarked;
