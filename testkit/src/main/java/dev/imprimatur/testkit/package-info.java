/** Which outside party does a test talk to, when the real one cannot be had? */
@NullMarked
package dev.imprimatur.testkit;

import org.jspecify.annotations.NullMarked;
