/** The verification of Sigstore bundles: where, how and by whom a package was built. */
@NullMarked
package dev.imprimatur.sigstore;

import org.jspecify.annotations.NullMarked;
