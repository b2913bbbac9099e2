/** How is an identity token judged, whoever issued it? */
@NullMarked
package dev.imprimatur.rules;

import org.jspecify.annotations.NullMarked;
