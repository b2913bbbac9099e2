package dev.imprimatur.db;

import java.sql.SQLException;

/** The failure of a statement; it holds the statement's text, and never its arguments. */
final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DatabaseException(String what, SQLException cause) {
    super(what, cause);
  }
}
