/** Who hears of what happened, and where can he ask for it? */
@NullMarked
package dev.imprimatur.notifications;

import org.jspecify.annotations.NullMarked;
