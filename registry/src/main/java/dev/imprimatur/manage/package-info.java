/** An owner decides: from a wish to whom a package trusts and who reads it. */
@NullMarked
package dev.imprimatur.manage;

import org.jspecify.annotations.NullMarked;
