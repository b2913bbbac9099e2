/** The token exchange: a CI job proves who it is, and gets a token of ours. */
@NullMarked
package dev.imprimatur.exchange;

import org.jspecify.annotations.NullMarked;
