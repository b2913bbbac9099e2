/** How fast is this registry beside a plain file server and beside Verdaccio? */
@NullMarked
package dev.imprimatur.bench;

import org.jspecify.annotations.NullMarked;
