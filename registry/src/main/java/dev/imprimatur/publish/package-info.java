/** The publishing by clients: from a document to a version that stays. */
@NullMarked
package dev.imprimatur.publish;

import org.jspecify.annotations.NullMarked;
