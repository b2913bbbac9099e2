package dev.imprimatur.db;

import java.sql.SQLException;

/** A statement that failed; it tells the statement's text, and never what stood for its marks. */
final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DatabaseException(String what, SQLException cause) {
    super(what, cause);
  }
}
