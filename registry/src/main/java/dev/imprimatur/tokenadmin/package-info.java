/** The granular tokens of people, as they and the operator list, create and revoke them. */
@NullMarked
package dev.imprimatur.tokenadmin;

import org.jspecify.annotations.NullMarked;
