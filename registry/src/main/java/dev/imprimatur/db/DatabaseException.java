package dev.imprimatur.db;

import java.sql.SQLException;

/**
 * The database refused something; this tells the text of a statement that failed, and never what
 * stood for its marks.
 */
final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DatabaseException(String what, SQLException cause) {
    super(what, cause);
  }
}
