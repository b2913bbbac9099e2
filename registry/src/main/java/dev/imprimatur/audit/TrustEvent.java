package dev.imprimatur.audit;

import dev.imprimatur.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/** Whom a package, or a pattern of packages, trusts has changed. */
public sealed interface TrustEvent extends Event {
  String target();

  @Override
  default Optional<String> about() {
    return Optional.of(target());
  }

  /**
   * What is trusted, as npm's trust API writes it.
   *
   * @param powers what it may do
   */
  record Trusted(String issuer, JsonObject settings, JsonObject powers) {
    JsonObject json() {
      return JsonObject.with("issuer", issuer)
          .and("settings", settings)
          .and("powers", powers)
          .build();
    }
  }

  record PublisherAdded(
      String target, UUID publisher, Trusted trusted, Optional<String> futureOwner)
      implements TrustEvent {
    @Override
    public EventKind kind() {
      return EventKind.PUBLISHER_ADDED;
    }

    @Override
    public JsonObject facts() {
      return Event.of(publisher)
          .and("issuer", trusted.issuer())
          .and("settings", trusted.settings())
          .and("powers", trusted.powers())
          .and("futureOwner", futureOwner)
          .build();
    }
  }

  /**
   * How it was edited.
   *
   * @param loosened whether it accepts more than before, or might
   * @param accepted the event whose offer it was, if it was one's
   */
  record Manner(boolean loosened, Optional<String> accepted) {}

  record PublisherEdited(
      String target, UUID publisher, Trusted before, Trusted after, Manner manner)
      implements TrustEvent {
    @Override
    public EventKind kind() {
      return EventKind.PUBLISHER_EDITED;
    }

    @Override
    public JsonObject facts() {
      return Event.of(publisher)
          .and("before", before.json())
          .and("after", after.json())
          .and("loosened", manner.loosened())
          .and("accepted", manner.accepted())
          .build();
    }
  }

  /**
   * It is trusted no more.
   *
   * @param futureOwner whose the package would have been, if it does not exist
   */
  record PublisherRemoved(String target, UUID publisher, String why, Optional<String> futureOwner)
      implements TrustEvent {
    @Override
    public EventKind kind() {
      return EventKind.PUBLISHER_REMOVED;
    }

    @Override
    public JsonObject facts() {
      return Event.of(publisher).and("why", why).and("futureOwner", futureOwner).build();
    }
  }

  /** The package that it waited for has come. */
  record PendingPublisherUsed(String target, UUID publisher, String owner) implements TrustEvent {
    @Override
    public EventKind kind() {
      return EventKind.PENDING_PUBLISHER_USED;
    }

    @Override
    public JsonObject facts() {
      return Event.of(publisher).and("owner", owner).build();
    }
  }

  /** It has waited for its package for long, and will be removed soon. */
  record PendingPublisherExpiring(
      String target, UUID publisher, String until, Optional<String> futureOwner)
      implements TrustEvent {
    @Override
    public EventKind kind() {
      return EventKind.PENDING_PUBLISHER_EXPIRING;
    }

    @Override
    public JsonObject facts() {
      return Event.of(publisher).and("until", until).and("futureOwner", futureOwner).build();
    }
  }

  /**
   * It may not publish at the moment.
   *
   * @param pause what becomes of what it would publish: refuses, holds
   */
  record PublisherPaused(String target, UUID publisher, String pause, String why)
      implements TrustEvent {
    @Override
    public EventKind kind() {
      return EventKind.PUBLISHER_PAUSED;
    }

    @Override
    public JsonObject facts() {
      return Event.of(publisher).and("pause", pause).and("why", why).build();
    }
  }

  record PublisherResumed(String target, UUID publisher) implements TrustEvent {
    @Override
    public EventKind kind() {
      return EventKind.PUBLISHER_RESUMED;
    }

    @Override
    public JsonObject facts() {
      return Event.of(publisher).build();
    }
  }

  /** It may learn its project's ids again until then. */
  record PublisherReopened(String target, UUID publisher, String until) implements TrustEvent {
    @Override
    public EventKind kind() {
      return EventKind.PUBLISHER_REOPENED;
    }

    @Override
    public JsonObject facts() {
      return Event.of(publisher).and("until", until).build();
    }
  }

  /** The first accepted identity token fixed the ids that every later one must have. */
  record PublisherPinned(String target, UUID publisher, JsonObject pins) implements TrustEvent {
    @Override
    public EventKind kind() {
      return EventKind.PUBLISHER_PINNED;
    }

    @Override
    public JsonObject facts() {
      return Event.of(publisher).and("pins", pins).build();
    }
  }

  /** Its project was renamed by whoever owns it, and is followed. */
  record PublisherRenamed(String target, UUID publisher, String from, String to)
      implements TrustEvent {
    @Override
    public EventKind kind() {
      return EventKind.PROJECT_RENAMED;
    }

    @Override
    public JsonObject facts() {
      return Event.of(publisher).and("from", from).and("to", to).build();
    }
  }

  /** A project came that is not, or no longer, the publisher's; an owner must decide. */
  record IdentityDrifted(String target, UUID publisher, String drift, JsonObject ids)
      implements TrustEvent {
    @Override
    public EventKind kind() {
      return EventKind.IDENTITY_DRIFTED;
    }

    @Override
    public JsonObject facts() {
      return Event.of(publisher).and("drift", drift).and("ids", ids).build();
    }
  }

  record IdentityDecided(String target, UUID publisher, UUID decision, boolean accepted)
      implements TrustEvent {
    @Override
    public EventKind kind() {
      return EventKind.IDENTITY_DRIFT_DECIDED;
    }

    @Override
    public JsonObject facts() {
      return Event.of(publisher)
          .and("decision", decision.toString())
          .and("accepted", accepted)
          .build();
    }
  }

  record PublishingLocked(String target, boolean trustedOnly, boolean ownOnly)
      implements TrustEvent {
    @Override
    public EventKind kind() {
      return EventKind.PUBLISHING_ACCESS_CHANGED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("trustedOnly", trustedOnly).and("ownOnly", ownOnly).build();
    }
  }

  /**
   * What must be proven of how the next version was built.
   *
   * @param rule as its owners write it
   * @param loosened whether something may be published that was refused before
   */
  record ProvenanceRuleSet(String target, JsonObject rule, boolean loosened) implements TrustEvent {
    @Override
    public EventKind kind() {
      return EventKind.PROVENANCE_RULE_SET;
    }

    @Override
    public JsonObject facts() {
      return rule.but().and("loosened", loosened).build();
    }
  }
}
