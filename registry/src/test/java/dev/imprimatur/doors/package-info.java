/** What does a client see? The whole registry on a free port, over HTTP. */
@NullMarked
package dev.imprimatur.doors;

import org.jspecify.annotations.NullMarked;
