/** What the operator configured, read once and validated whole. */
@NullMarked
package dev.imprimatur.config;

import org.jspecify.annotations.NullMarked;
