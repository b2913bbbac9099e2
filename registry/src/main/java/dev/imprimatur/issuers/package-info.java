/** Who signed this identity token, and do we believe him? */
@NullMarked
package dev.imprimatur.issuers;

import org.jspecify.annotations.NullMarked;
