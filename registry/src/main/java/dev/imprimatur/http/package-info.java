/** The HTTP server, which turns bytes into a request, and an answer into bytes. */
@NullMarked
package dev.imprimatur.http;

import org.jspecify.annotations.NullMarked;
