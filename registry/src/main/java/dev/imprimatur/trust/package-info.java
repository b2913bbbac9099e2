/** The trusted publishers: which identity outside may do what with which package. */
@NullMarked
package dev.imprimatur.trust;

import org.jspecify.annotations.NullMarked;
