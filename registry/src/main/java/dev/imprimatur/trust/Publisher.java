package dev.imprimatur.trust;

import dev.imprimatur.claimrules.Settings;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PublisherPermissions;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.trust.PublisherCache.ChangeStamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A trusted publisher: an outside identity that may do something with a package, or with many. */
public record Publisher(
    PublisherId id,
    Target target,
    Identity identity,
    PublisherPermissions powers,
    TokenTerms terms,
    State state,
    Origin origin) {

  /**
   * The identity that is trusted.
   *
   * @param issuer whose tokens it is known by; the same claims from another issuer are another's
   * @param project what the settings name, in lower case; only to look it up
   * @param pins the ids of its project, as far as they are known
   * @param pinUntil until when a first token may teach them; empty if none need be taught
   */
  public record Identity(
      Provider provider,
      String issuer,
      String project,
      Settings settings,
      JsonObject pins,
      Optional<Instant> pinUntil) {

    Identity renamed(Settings other, String otherProject) {
      return new Identity(provider, issuer, otherProject, other, pins, pinUntil);
    }
  }

  /**
   * The state of a publisher.
   *
   * @param revision counts its edits; tokens minted before one are dead
   * @param changes counts all changes that matching a token may depend on
   * @param pending set if its package does not exist yet
   * @param pause set if it may not publish at the moment
   * @param lastUsedAt up to a minute before it was really used last
   */
  public record State(
      long revision,
      long changes,
      Optional<Pending> pending,
      Optional<Pause> pause,
      Optional<Instant> lastUsedAt,
      Optional<Instant> lastRefusedAt) {

    State lastUsed(ChangeStamp mark) {
      return new State(revision, changes, pending, pause, mark.lastUsedAt(), lastRefusedAt);
    }
  }

  /**
   * The waiting of a publisher for a package that does not exist yet. It reserves nothing, and it
   * ends.
   */
  public record Pending(String futureOwner, Instant until) {}

  /**
   * The reason why a publisher may not publish at the moment.
   *
   * @param why as its owners read it
   */
  public record Pause(Kind kind, Instant at, String why) {
    /** The effect of a pause on what is published. */
    public enum Kind {
      /** It is refused. */
      REFUSES,
      /** It is accepted and held until an owner has looked at it. */
      HOLDS
    }
  }

  /**
   * The origin of a publisher.
   *
   * @param label what its owners call it; may be empty
   * @param createdBy who added it, as the audit log writes it
   * @param owner who trusts it: the owner of its package, or who will be if it does not exist
   */
  public record Origin(String label, Instant createdAt, String createdBy, String owner) {}

  public boolean isPending() {
    return state.pending().isPresent();
  }

  public String owner() {
    return origin.owner();
  }

  /**
   * Returns whether it counts for what these own. For a package that nobody owns yet, all of its
   * publishers do; for a pattern that nobody owns, none.
   */
  public boolean isOf(List<String> owners) {
    return owners.isEmpty() ? !target.isPattern() : owners.contains(owner());
  }

  Publisher with(Identity other) {
    return new Publisher(id, target, other, powers, terms, state, origin);
  }

  Publisher with(State other) {
    return new Publisher(id, target, identity, powers, terms, other, origin);
  }

  Publisher with(TokenTerms other) {
    return new Publisher(id, target, identity, powers, other, state, origin);
  }

  Publisher with(PublisherPermissions other) {
    return new Publisher(id, target, identity, other, terms, state, origin);
  }
}
