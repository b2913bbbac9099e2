/** Single sign-on: people who sign in by a provider, and what their groups there give them here. */
@NullMarked
package dev.imprimatur.sso;

import org.jspecify.annotations.NullMarked;
