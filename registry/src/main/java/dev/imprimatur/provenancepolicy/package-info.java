/** The proof of a build that a bundle must bring before a package is published with it. */
@NullMarked
package dev.imprimatur.provenancepolicy;

import org.jspecify.annotations.NullMarked;
