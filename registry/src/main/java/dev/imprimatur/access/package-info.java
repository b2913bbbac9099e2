/** Who is calling, and what did he get to do it with? */
@NullMarked
package dev.imprimatur.access;

import org.jspecify.annotations.NullMarked;
