/** What does this Sigstore bundle prove about where and how a package was built? */
@NullMarked
package dev.imprimatur.sigstore;

import org.jspecify.annotations.NullMarked;
