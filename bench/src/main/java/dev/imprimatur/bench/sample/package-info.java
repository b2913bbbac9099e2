/** What is published to be read again? */
@NullMarked
package dev.imprimatur.bench.sample;

import org.jspecify.annotations.NullMarked;
