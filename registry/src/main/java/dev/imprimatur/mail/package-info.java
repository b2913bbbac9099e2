/** How do we tell somebody something by mail? */
@NullMarked
package dev.imprimatur.mail;

import org.jspecify.annotations.NullMarked;
