/** The reading by clients: from a name to a packument or a tarball. */
@NullMarked
package dev.imprimatur.install;

import org.jspecify.annotations.NullMarked;
