/** The running of SQL in a transaction, on either database. */
@NullMarked
package dev.imprimatur.db;

import org.jspecify.annotations.NullMarked;
