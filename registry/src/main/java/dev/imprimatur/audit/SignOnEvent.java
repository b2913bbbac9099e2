package dev.imprimatur.audit;

import dev.imprimatur.json.JsonObject;
import java.util.Optional;

/** An event about people who sign in by a provider. */
public sealed interface SignOnEvent extends Event {
  @Override
  default Optional<String> about() {
    return Optional.empty();
  }

  /** A person signs in with this account of a provider from now on. */
  record IdentityLinked(String user, String issuer, String subject) implements SignOnEvent {
    @Override
    public EventKind kind() {
      return EventKind.IDENTITY_LINKED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).and("issuer", issuer).and("subject", subject).build();
    }
  }

  /** A person signs in with their account of a provider no more. */
  record IdentityUnlinked(String user, String issuer) implements SignOnEvent {
    @Override
    public EventKind kind() {
      return EventKind.IDENTITY_UNLINKED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).and("issuer", issuer).build();
    }
  }

  /**
   * Somebody came from a provider, and was not let in.
   *
   * @param problem the code of the refusal
   * @param address the address they came from
   */
  record SignOnRefused(String provider, String problem, String address) implements SignOnEvent {
    @Override
    public EventKind kind() {
      return EventKind.SIGN_ON_REFUSED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("provider", provider)
          .and("problem", problem)
          .and("address", address)
          .build();
    }
  }

  /** A provider said that somebody has signed out there, and so they are signed out here. */
  record SignedOutElsewhere(String user, String issuer, long sessions) implements SignOnEvent {
    @Override
    public EventKind kind() {
      return EventKind.SIGNED_OUT_ELSEWHERE;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).and("issuer", issuer).and("sessions", sessions).build();
    }
  }

  /** A person may sign in with a password for a day, where others sign in by a provider. */
  record PasswordAllowed(String user) implements SignOnEvent {
    @Override
    public EventKind kind() {
      return EventKind.PASSWORD_ALLOWED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).build();
    }
  }

  /** A person may administer the registry, or may no more, as their groups say. */
  record AdministratorChanged(String user, boolean admin) implements SignOnEvent {
    @Override
    public EventKind kind() {
      return EventKind.ADMINISTRATOR_CHANGED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).and("admin", admin).build();
    }
  }
}
