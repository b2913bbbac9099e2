/** What do clients read all day, ready to be handed out? */
@NullMarked
package dev.imprimatur.cache;

import org.jspecify.annotations.NullMarked;
