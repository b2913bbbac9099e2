/** What must a bundle prove of a build before a package is published with it? */
@NullMarked
package dev.imprimatur.builds;

import org.jspecify.annotations.NullMarked;
