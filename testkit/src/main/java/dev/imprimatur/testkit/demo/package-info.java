/** Shows the main job, from an empty folder to an installed package, in a minute. */
@NullMarked
package dev.imprimatur.testkit.demo;

import org.jspecify.annotations.NullMarked;
