/** The pages on which people sign in with a browser and look after their own account. */
@NullMarked
package dev.imprimatur.accountpages;

import org.jspecify.annotations.NullMarked;
