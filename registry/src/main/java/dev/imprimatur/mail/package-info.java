/** The sending of mails to people. */
@NullMarked
package dev.imprimatur.mail;

import org.jspecify.annotations.NullMarked;
