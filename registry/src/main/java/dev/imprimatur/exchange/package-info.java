/** A CI job proves who it is: from an identity token to a token of ours. */
@NullMarked
package dev.imprimatur.exchange;

import org.jspecify.annotations.NullMarked;
