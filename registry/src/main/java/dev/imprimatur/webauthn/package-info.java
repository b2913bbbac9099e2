/** The ceremonies in which a browser and its authenticator prove that somebody holds a passkey. */
@NullMarked
package dev.imprimatur.webauthn;

import org.jspecify.annotations.NullMarked;
