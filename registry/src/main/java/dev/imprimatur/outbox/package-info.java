/** The webhooks and other recipients of what happens, and their deliveries. */
@NullMarked
package dev.imprimatur.outbox;

import org.jspecify.annotations.NullMarked;
