package dev.imprimatur.npm;

/** What a publish wishes for the visibility of a new package ({@code --access}). */
public enum Access {
  /** Nothing was said: what npm does, an unscoped package is public and a scoped one is not. */
  UNSAID,
  PUBLIC,
  RESTRICTED
}
