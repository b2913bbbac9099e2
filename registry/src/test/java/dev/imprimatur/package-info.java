/** The house rules: what every room keeps to. */
@NullMarked
package dev.imprimatur;

import org.jspecify.annotations.NullMarked;
