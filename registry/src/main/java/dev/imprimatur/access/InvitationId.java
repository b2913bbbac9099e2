package dev.imprimatur.access;

import dev.imprimatur.problem.PeopleProblem;
import java.util.UUID;

/** The id of an invitation, which is no secret: only whom it is for can accept it. */
public record InvitationId(UUID value) {
  /** Reads what a person typed; a text that is no id becomes the id of no invitation. */
  public static InvitationId of(String text) {
    try {
      return new InvitationId(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      throw new PeopleProblem.InvitationNotFound(text).asException();
    }
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
