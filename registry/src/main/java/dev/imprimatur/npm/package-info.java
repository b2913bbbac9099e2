/** What is a name, a version, a manifest, a tarball or a packument, as npm means it? */
@NullMarked
package dev.imprimatur.npm;

import org.jspecify.annotations.NullMarked;
