/** Identities that providers vouch for: whose account each is, and what it brought them. */
@NullMarked
package dev.imprimatur.identities;

import org.jspecify.annotations.NullMarked;
