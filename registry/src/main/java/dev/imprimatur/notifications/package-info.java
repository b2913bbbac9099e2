/** The telling of what happened, and the addresses at which people can ask for it. */
@NullMarked
package dev.imprimatur.notifications;

import org.jspecify.annotations.NullMarked;
