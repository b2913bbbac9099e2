/** What does a person in a browser see? */
@NullMarked
package dev.imprimatur.pages;

import org.jspecify.annotations.NullMarked;
