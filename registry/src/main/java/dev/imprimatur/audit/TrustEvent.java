package dev.imprimatur.audit;

import dev.imprimatur.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/** A change of whom a package, or a pattern of packages, trusts. */
public sealed interface TrustEvent extends Event {
  String target();

  @Override
  default Optional<String> about() {
    return Optional.of(target());
  }

  /**
   * A trusted publisher, as npm's trust API writes it.
   *
   * @param powers its permissions
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
      var facts =
          Event.of(publisher)
              .and("issuer", trusted.issuer())
              .and("settings", trusted.settings())
              .and("powers", trusted.powers());
      futureOwner.ifPresent(owner -> facts.and("futureOwner", owner));
      return facts.build();
    }
  }

  /**
   * The manner of an edit.
   *
   * @param loosened whether the publisher accepts more than before, or might
   * @param accepted the event whose offered fix was accepted, if any
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
      var facts =
          Event.of(publisher)
              .and("before", before.json())
              .and("after", after.json())
              .and("loosened", manner.loosened());
      manner.accepted().ifPresent(event -> facts.and("accepted", event));
      return facts.build();
    }
  }

  /**
   * A publisher is trusted no more.
   *
   * @param futureOwner the owner that the package would have had, if it does not exist
   */
  record PublisherRemoved(String target, UUID publisher, String why, Optional<String> futureOwner)
      implements TrustEvent {
    @Override
    public EventKind kind() {
      return EventKind.PUBLISHER_REMOVED;
    }

    @Override
    public JsonObject facts() {
      var facts = Event.of(publisher).and("why", why);
      futureOwner.ifPresent(owner -> facts.and("futureOwner", owner));
      return facts.build();
    }
  }

  /** The package that a pending publisher waited for exists now. */
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

  /** A pending publisher has waited for its package for long, and will be removed soon. */
  record PendingPublisherExpiring(
      String target, UUID publisher, String until, Optional<String> futureOwner)
      implements TrustEvent {
    @Override
    public EventKind kind() {
      return EventKind.PENDING_PUBLISHER_EXPIRING;
    }

    @Override
    public JsonObject facts() {
      var facts = Event.of(publisher).and("until", until);
      futureOwner.ifPresent(owner -> facts.and("futureOwner", owner));
      return facts.build();
    }
  }

  /**
   * A publisher may not publish at the moment.
   *
   * @param pause the effect on its versions: refuses, holds
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

  /** A publisher may learn its project's ids again until then. */
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

  /** A publisher's project was renamed by its owner, and the publisher follows. */
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

  /**
   * An identity token came from a project that is not, or no longer, the publisher's; an owner must
   * decide.
   */
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

  /**
   * Another publishing access of a package or a scope.
   *
   * @param access as its owners write it
   * @param loosened whether something may become a version that could not before
   */
  record PublishingLocked(String target, JsonObject access, boolean loosened)
      implements TrustEvent {
    @Override
    public EventKind kind() {
      return EventKind.PUBLISHING_ACCESS_CHANGED;
    }

    @Override
    public JsonObject facts() {
      return access.but().and("loosened", loosened).build();
    }
  }

  /**
   * A new provenance rule: what must be proven of how the next versions are built.
   *
   * @param rule the rule as its owners write it
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
