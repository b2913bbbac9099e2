package dev.imprimatur.trust;

import dev.imprimatur.claimrules.Settings;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PublisherPermissions;
import dev.imprimatur.rulebooks.Provider;
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
   * Whom it trusts.
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
   * How it stands.
   *
   * @param revision counts its edits; tokens minted before one are dead
   * @param changes counts all that was ever changed in it that a judgement may depend on
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

    State lastUsed(Optional<Instant> at) {
      return new State(revision, changes, pending, pause, at, lastRefusedAt);
    }
  }

  /** Its package does not exist yet. It waits and reserves nothing, and not for ever. */
  public record Pending(String futureOwner, Instant until) {}

  /**
   * It may not publish at the moment.
   *
   * @param why as its owners read it
   */
  public record Pause(Kind kind, Instant at, String why) {
    /** What becomes of what it would publish. */
    public enum Kind {
      /** Nothing is taken. */
      REFUSES,
      /** It is taken and held until an owner has looked at it. */
      HOLDS
    }
  }

  /**
   * Where it comes from.
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

  /** Whether it is trusted by one of these, who own what it is for; nobody does if it is free. */
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
