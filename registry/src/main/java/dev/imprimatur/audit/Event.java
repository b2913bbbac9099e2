package dev.imprimatur.audit;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Something that happened and that somebody may ask about in a year; holds no secret. */
public sealed interface Event {

  /** The package it is about, if it is about one. */
  Optional<PackageName> about();

  JsonObject facts();

  /** What kind of event this is: {@code version-published}; it never changes. */
  default String kind() {
    return getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  /** An event about a package. */
  sealed interface OfPackage extends Event {
    PackageName name();

    @Override
    default Optional<PackageName> about() {
      return Optional.of(name());
    }
  }

  /** An event about people. */
  sealed interface OfPeople extends Event {
    @Override
    default Optional<PackageName> about() {
      return Optional.empty();
    }
  }

  record VersionPublished(PackageName name, Version version, DistTag tag, Integrity integrity)
      implements OfPackage {
    @Override
    public JsonObject facts() {
      return JsonObject.with("version", version.value())
          .and("tag", tag.value())
          .and("integrity", integrity.value())
          .build();
    }
  }

  record DistTagMoved(PackageName name, DistTag tag, Version version) implements OfPackage {
    @Override
    public JsonObject facts() {
      return JsonObject.with("tag", tag.value()).and("version", version.value()).build();
    }
  }

  record DistTagRemoved(PackageName name, DistTag tag) implements OfPackage {
    @Override
    public JsonObject facts() {
      return JsonObject.with("tag", tag.value()).build();
    }
  }

  record VisibilityChanged(PackageName name, String visibility) implements OfPackage {
    @Override
    public JsonObject facts() {
      return JsonObject.with("visibility", visibility).build();
    }
  }

  /** An identity token bought a token for this package; the claims are those worth keeping. */
  record TokenExchanged(PackageName name, UUID publisher, UUID token, JsonObject claims)
      implements OfPackage {
    @Override
    public JsonObject facts() {
      return JsonObject.with("publisher", publisher.toString())
          .and("token", token.toString())
          .and("claims", claims)
          .build();
    }
  }

  /** An identity token bought nothing; the claims are empty unless its signature was good. */
  record ExchangeRefused(PackageName name, String problem, String detail, JsonObject claims)
      implements OfPackage {
    @Override
    public JsonObject facts() {
      return JsonObject.with("problem", problem)
          .and("detail", detail)
          .and("claims", claims)
          .build();
    }
  }

  record PublisherAdded(
      PackageName name, UUID publisher, String issuer, JsonObject settings, Optional<String> owner)
      implements OfPackage {
    @Override
    public JsonObject facts() {
      return JsonObject.with("publisher", publisher.toString())
          .and("issuer", issuer)
          .and("settings", settings)
          .and("futureOwner", owner)
          .build();
    }
  }

  record PublisherRemoved(PackageName name, UUID publisher, String why) implements OfPackage {
    @Override
    public JsonObject facts() {
      return JsonObject.with("publisher", publisher.toString()).and("why", why).build();
    }
  }

  /** The first accepted identity token fixed the ids that every later one must have. */
  record PublisherPinned(PackageName name, UUID publisher, JsonObject pins) implements OfPackage {
    @Override
    public JsonObject facts() {
      return JsonObject.with("publisher", publisher.toString()).and("pins", pins).build();
    }
  }

  record UserAdded(String user, boolean admin) implements OfPeople {
    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).and("admin", admin).build();
    }
  }

  record UserDisabled(String user) implements OfPeople {
    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).build();
    }
  }

  record TokenCreated(String user, UUID token, String kind) implements OfPeople {
    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user)
          .and("token", token.toString())
          .and("tokenKind", kind)
          .build();
    }
  }

  record TokenRevoked(UUID token) implements OfPeople {
    @Override
    public JsonObject facts() {
      return JsonObject.with("token", token.toString()).build();
    }
  }
}
