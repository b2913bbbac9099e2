/** An owner decides whom a package trusts, and the operator whom the registry does. */
@NullMarked
package dev.imprimatur.trustadmin;

import org.jspecify.annotations.NullMarked;
