package dev.imprimatur.audit;

import dev.imprimatur.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** An event about people, tokens, organizations or issuers. */
public sealed interface PeopleEvent extends Event {
  @Override
  default Optional<String> about() {
    return Optional.empty();
  }

  record UserAdded(String user, boolean admin) implements PeopleEvent {
    @Override
    public EventKind kind() {
      return EventKind.USER_ADDED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).and("admin", admin).build();
    }
  }

  record UserDisabled(String user) implements PeopleEvent {
    @Override
    public EventKind kind() {
      return EventKind.USER_DISABLED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).build();
    }
  }

  /**
   * An account at a CI system is a user's.
   *
   * @param subject its name or id, as identity tokens of the issuer say it
   */
  record CiAccountAdded(String user, String issuer, String subject) implements PeopleEvent {
    @Override
    public EventKind kind() {
      return EventKind.CI_ACCOUNT_ADDED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).and("issuer", issuer).and("subject", subject).build();
    }
  }

  record CiAccountsRemoved(String user, String issuer) implements PeopleEvent {
    @Override
    public EventKind kind() {
      return EventKind.CI_ACCOUNTS_REMOVED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).and("issuer", issuer).build();
    }
  }

  record TokenCreated(String user, UUID token, String grant) implements PeopleEvent {
    @Override
    public EventKind kind() {
      return EventKind.TOKEN_CREATED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user)
          .and("token", token.toString())
          .and("grant", grant)
          .build();
    }
  }

  /**
   * Somebody sent a wrong password.
   *
   * @param user the user they wanted to sign in as, if there is such a user
   * @param address the address they came from
   */
  record SignInRefused(Optional<String> user, String address) implements PeopleEvent {
    @Override
    public Optional<String> stranger() {
      return Optional.of("sign-in from " + address);
    }

    @Override
    public EventKind kind() {
      return EventKind.SIGN_IN_REFUSED;
    }

    @Override
    public JsonObject facts() {
      var facts = JsonObject.with("address", address);
      user.ifPresent(name -> facts.and("user", name));
      return facts.build();
    }
  }

  record TokenRevoked(UUID token) implements PeopleEvent {
    @Override
    public EventKind kind() {
      return EventKind.TOKEN_REVOKED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("token", token.toString()).build();
    }
  }

  /**
   * Somebody who found a token reported it, and so revoked it.
   *
   * @param owner the person whose token it was, and their name for it, if it was a person's
   * @param address the address that the report came from
   */
  record TokenReported(UUID token, Optional<OwnToken> owner, String address)
      implements PeopleEvent {
    @Override
    public EventKind kind() {
      return EventKind.TOKEN_REPORTED;
    }

    @Override
    public JsonObject facts() {
      var facts = JsonObject.with("token", token.toString()).and("address", address);
      owner.ifPresent(own -> facts.and("user", own.user()).and("name", own.name()));
      return facts.build();
    }
  }

  /** A person with the name that a token of theirs has. */
  record OwnToken(String user, String name) {}

  /** A granular token will soon be good for nothing. */
  record TokenExpiring(UUID token, OwnToken owner, Instant until) implements PeopleEvent {
    @Override
    public EventKind kind() {
      return EventKind.TOKEN_EXPIRING;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("token", token.toString())
          .and("user", owner.user())
          .and("name", owner.name())
          .and("until", until)
          .build();
    }
  }

  /** All tokens of a person were revoked, their sessions among them. */
  record TokensRevoked(String user) implements PeopleEvent {
    @Override
    public EventKind kind() {
      return EventKind.TOKENS_REVOKED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).build();
    }
  }

  record OrganizationAdded(String organization, String owner) implements PeopleEvent {
    @Override
    public EventKind kind() {
      return EventKind.ORGANIZATION_ADDED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("organization", organization).and("owner", owner).build();
    }
  }

  record MemberAdded(String organization, String user, String role) implements PeopleEvent {
    @Override
    public EventKind kind() {
      return EventKind.MEMBER_ADDED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("organization", organization)
          .and("user", user)
          .and("role", role)
          .build();
    }
  }

  record MemberRemoved(String organization, String user) implements PeopleEvent {
    @Override
    public EventKind kind() {
      return EventKind.MEMBER_REMOVED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("organization", organization).and("user", user).build();
    }
  }

  record ScopeAdded(String organization, String scope) implements PeopleEvent {
    @Override
    public EventKind kind() {
      return EventKind.SCOPE_ADDED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("organization", organization).and("scope", scope).build();
    }
  }

  /** An issuer's identity tokens are accepted from now on, with these terms. */
  record IssuerAdded(String issuer, String provider, JsonObject terms) implements PeopleEvent {
    @Override
    public EventKind kind() {
      return EventKind.ISSUER_ADDED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("issuer", issuer)
          .and("provider", provider)
          .and("terms", terms)
          .build();
    }
  }

  /** An issuer's terms changed, such as whether self-hosted runners are accepted. */
  record IssuerEdited(String issuer, JsonObject before, JsonObject after) implements PeopleEvent {
    @Override
    public EventKind kind() {
      return EventKind.ISSUER_EDITED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("issuer", issuer).and("before", before).and("after", after).build();
    }
  }

  record IssuerRemoved(String issuer) implements PeopleEvent {
    @Override
    public EventKind kind() {
      return EventKind.ISSUER_REMOVED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("issuer", issuer).build();
    }
  }

  /** An issuer's tokens are accepted, or refused, from now on. */
  record IssuerSwitched(String issuer, boolean on) implements PeopleEvent {
    @Override
    public EventKind kind() {
      return on ? EventKind.ISSUER_ENABLED : EventKind.ISSUER_DISABLED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("issuer", issuer).build();
    }
  }

  /** No identity token that was issued before is accepted any more. */
  record IdentityTokensExpired() implements PeopleEvent {
    @Override
    public EventKind kind() {
      return EventKind.IDENTITY_TOKENS_INVALIDATED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.EMPTY;
    }
  }

  /** An issuer has the keys that an operator stored, and no others. */
  record IssuerKeysStored(String issuer) implements PeopleEvent {
    @Override
    public EventKind kind() {
      return EventKind.ISSUER_KEYS_REPLACED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("issuer", issuer).build();
    }
  }

  /** An issuer's keys that were fetched before are not used any more. */
  record IssuerKeysForgotten(String issuer) implements PeopleEvent {
    @Override
    public EventKind kind() {
      return EventKind.ISSUER_KEYS_REFRESHED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("issuer", issuer).build();
    }
  }
}
