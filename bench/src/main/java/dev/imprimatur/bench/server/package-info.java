/** Which servers are measured, and how does one talk to them? */
@NullMarked
package dev.imprimatur.bench.server;

import org.jspecify.annotations.NullMarked;
