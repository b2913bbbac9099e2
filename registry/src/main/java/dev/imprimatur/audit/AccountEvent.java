package dev.imprimatur.audit;

import dev.imprimatur.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/** An event about somebody's account, and how they prove that it is theirs. */
public sealed interface AccountEvent extends Event {
  @Override
  default Optional<String> about() {
    return Optional.empty();
  }

  /** A one-time password was wrong, was used before, or is another's. */
  record SecondFactorRefused(String user, String address) implements AccountEvent {
    @Override
    public EventKind kind() {
      return EventKind.SECOND_FACTOR_REFUSED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).and("address", address).build();
    }
  }

  record RecoveryCodeUsed(String user, String address) implements AccountEvent {
    @Override
    public EventKind kind() {
      return EventKind.RECOVERY_CODE_USED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).and("address", address).build();
    }
  }

  record SecondFactorAdded(String user, String factor) implements AccountEvent {
    @Override
    public EventKind kind() {
      return EventKind.SECOND_FACTOR_ADDED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).and("factor", factor).build();
    }
  }

  record SecondFactorRemoved(String user, String factor) implements AccountEvent {
    @Override
    public EventKind kind() {
      return EventKind.SECOND_FACTOR_REMOVED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).and("factor", factor).build();
    }
  }

  record RecoveryCodesRenewed(String user) implements AccountEvent {
    @Override
    public EventKind kind() {
      return EventKind.RECOVERY_CODES_RENEWED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).build();
    }
  }

  record SecondFactorModeSet(String user, String mode) implements AccountEvent {
    @Override
    public EventKind kind() {
      return EventKind.SECOND_FACTOR_MODE_SET;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).and("mode", mode).build();
    }
  }

  record PasswordChanged(String user) implements AccountEvent {
    @Override
    public EventKind kind() {
      return EventKind.PASSWORD_CHANGED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).build();
    }
  }

  /** A mail address was changed; neither is told, as the log is for ever. */
  record EmailChanged(String user) implements AccountEvent {
    @Override
    public EventKind kind() {
      return EventKind.EMAIL_CHANGED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).build();
    }
  }

  record EmailVerified(String user) implements AccountEvent {
    @Override
    public EventKind kind() {
      return EventKind.EMAIL_VERIFIED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).build();
    }
  }

  record ProfileChanged(String user) implements AccountEvent {
    @Override
    public EventKind kind() {
      return EventKind.PROFILE_CHANGED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).build();
    }
  }

  record UserEnabled(String user) implements AccountEvent {
    @Override
    public EventKind kind() {
      return EventKind.USER_ENABLED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).build();
    }
  }

  /** The operator took the second factors of a user who had lost them. */
  record UserRecovered(String user) implements AccountEvent {
    @Override
    public EventKind kind() {
      return EventKind.USER_RECOVERED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).build();
    }
  }

  /**
   * A link was made that lets somebody do one thing.
   *
   * @param what its kind
   * @param user whose account it is about, if there is one
   */
  record LinkMade(UUID link, String what, Optional<String> user) implements AccountEvent {
    @Override
    public EventKind kind() {
      return EventKind.LINK_MADE;
    }

    @Override
    public JsonObject facts() {
      var facts = JsonObject.with("link", link.toString()).and("what", what);
      user.ifPresent(name -> facts.and("user", name));
      return facts.build();
    }
  }

  /**
   * A link was used for what it was made.
   *
   * @param user whose account it made or changed
   */
  record LinkUsed(UUID link, String what, String user) implements AccountEvent {
    @Override
    public EventKind kind() {
      return EventKind.LINK_USED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("link", link.toString()).and("what", what).and("user", user).build();
    }
  }

  /** A link was taken back before anybody used it. */
  record LinkRemoved(UUID link) implements AccountEvent {
    @Override
    public EventKind kind() {
      return EventKind.LINK_REMOVED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("link", link.toString()).build();
    }
  }

  /** Somebody came with a link that is unknown, too old, or was used. */
  record LinkRefused(String address) implements AccountEvent {
    @Override
    public EventKind kind() {
      return EventKind.LINK_REFUSED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("address", address).build();
    }
  }
}
