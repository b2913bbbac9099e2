/** Identity providers of people: what is asked of them, and what is believed of their answers. */
@NullMarked
package dev.imprimatur.openid;

import org.jspecify.annotations.NullMarked;
