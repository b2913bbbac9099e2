/** What must a bundle prove of a build before a package is published with it? */
@NullMarked
package dev.imprimatur.provenancepolicy;

import org.jspecify.annotations.NullMarked;
