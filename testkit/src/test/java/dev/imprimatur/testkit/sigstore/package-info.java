/** Does the fake Sigstore vouch as the real one does? */
@NullMarked
package dev.imprimatur.testkit.sigstore;

import org.jspecify.annotations.NullMarked;
