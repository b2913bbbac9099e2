package dev.imprimatur.orgadmin;

import dev.imprimatur.access.Invitation;

/** The outcome of giving somebody something: theirs at once, or once they accept it. */
public sealed interface Outcome {
  /** It is theirs. */
  record Done() implements Outcome {}

  /** They were invited. */
  record Invited(Invitation invitation) implements Outcome {}
}
