/** What does this Sigstore bundle prove about where and how a package was built? */
@NullMarked
package dev.imprimatur.provenance;

import org.jspecify.annotations.NullMarked;
