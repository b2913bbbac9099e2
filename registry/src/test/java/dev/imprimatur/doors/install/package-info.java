/** What do package managers read, and how do they know whom it is from? */
@NullMarked
package dev.imprimatur.doors.install;

import org.jspecify.annotations.NullMarked;
