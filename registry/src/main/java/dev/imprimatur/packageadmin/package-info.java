/** An owner decides what becomes of a package, and who reads and writes it. */
@NullMarked
package dev.imprimatur.packageadmin;

import org.jspecify.annotations.NullMarked;
