/** Owners decide who belongs to their organizations, and who has a right on their packages. */
@NullMarked
package dev.imprimatur.orgadmin;

import org.jspecify.annotations.NullMarked;
