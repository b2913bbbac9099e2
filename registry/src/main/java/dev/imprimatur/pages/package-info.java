/** The pages that a person sees in a browser. */
@NullMarked
package dev.imprimatur.pages;

import org.jspecify.annotations.NullMarked;
