/** The accounts of people: what each does with their own, and the links that make and mend them. */
@NullMarked
package dev.imprimatur.accounts;

import org.jspecify.annotations.NullMarked;
