/** The names, versions, manifests, tarballs and packuments that npm knows, as it means them. */
@NullMarked
package dev.imprimatur.npm;

import org.jspecify.annotations.NullMarked;
