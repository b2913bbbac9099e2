/** How do bytes become a request, and an answer become bytes? */
@NullMarked
package dev.imprimatur.http;

import org.jspecify.annotations.NullMarked;
