/** Owners decide what becomes of packages, and the operator who has an account here. */
@NullMarked
package dev.imprimatur.packageadmin;

import org.jspecify.annotations.NullMarked;
