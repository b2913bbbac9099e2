/** How does every change of what others read come true? */
@NullMarked
package dev.imprimatur.change;

import org.jspecify.annotations.NullMarked;
