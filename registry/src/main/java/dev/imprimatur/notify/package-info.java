/** Who hears of what happened, and where can he ask for it? */
@NullMarked
package dev.imprimatur.notify;

import org.jspecify.annotations.NullMarked;
