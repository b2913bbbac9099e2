/** An instance of Sigstore for tests that must not ask the real one. */
@NullMarked
package dev.imprimatur.testkit.sigstore;

import org.jspecify.annotations.NullMarked;
