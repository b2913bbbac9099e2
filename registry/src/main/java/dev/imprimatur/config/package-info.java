/** The operator's configuration, read once and validated as a whole. */
@NullMarked
package dev.imprimatur.config;

import org.jspecify.annotations.NullMarked;
