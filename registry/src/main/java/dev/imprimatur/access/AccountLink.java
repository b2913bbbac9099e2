package dev.imprimatur.access;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** A link that lets whoever opens it do one thing, once and for a while. */
public record AccountLink(UUID id, Terms terms, String madeBy, Instant madeAt, Instant expiresAt) {

  /** The terms of a link: what it is good for. */
  public sealed interface Terms {
    /** To make the first account, which runs the registry. */
    record SetUp() implements Terms {}

    /**
     * To make an account.
     *
     * @param admin whether that account may run the registry
     * @param email where it was sent, if by mail; the account has that address, and it is verified
     */
    record Invitation(boolean admin, Optional<String> email, Optional<Membership> joins)
        implements Terms {}

    /** To choose another password. */
    record Reset(UserName user) implements Terms {}

    /** To show that somebody reads mail at this address. */
    record Verification(UserName user, String email) implements Terms {}

    /** Its kind, in one word. */
    default String kind() {
      return switch (this) {
        case SetUp _ -> "set-up";
        case Invitation _ -> "invitation";
        case Reset _ -> "reset";
        case Verification _ -> "verification";
      };
    }
  }

  /** The organization that somebody joins, and in which role. */
  public record Membership(String organization, Organizations.Role role) {
    @Override
    public String toString() {
      return "%s of %s".formatted(role.name().toLowerCase(Locale.ROOT), organization);
    }
  }
}
