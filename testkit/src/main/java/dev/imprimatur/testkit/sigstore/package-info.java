/** Who vouches for a build, when the real Sigstore must not be asked? */
@NullMarked
package dev.imprimatur.testkit.sigstore;

import org.jspecify.annotations.NullMarked;
