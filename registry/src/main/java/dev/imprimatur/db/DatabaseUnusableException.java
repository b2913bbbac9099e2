package dev.imprimatur.db;

/** The failure to open a database, with the reason, and what to look at. */
public final class DatabaseUnusableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String what;

  DatabaseUnusableException(String what, Throwable cause) {
    super(what, cause);
    this.what = what;
  }

  public String what() {
    return what;
  }
}
