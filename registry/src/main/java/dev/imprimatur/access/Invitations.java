package dev.imprimatur.access;

import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.limits.OrganizationLimits;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.PeopleProblem;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The invitations that wait for an answer; the table {@code invitation}. */
public final class Invitations {
  private static final String COLUMNS =
      """
      SELECT id, kind, subject, detail, invitee, invited_by, created_at, expires_at
      FROM invitation
      """;

  private static final String ADD =
      """
      INSERT INTO invitation
        (id, kind, subject, detail, invitee, invited_by, created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String REPLACE =
      "DELETE FROM invitation WHERE kind = ? AND subject = ? AND invitee = ?";

  private static final String COUNT =
      "SELECT count(*) AS n FROM invitation WHERE subject = ? AND expires_at > ?";

  private static final String FIND = COLUMNS + "WHERE id = ? AND expires_at > ?";

  private static final String OF_INVITEE =
      COLUMNS
          + """
          WHERE invitee = ? AND expires_at > ?
          ORDER BY id
          """;

  private static final String OF_SUBJECT =
      COLUMNS
          + """
          WHERE subject = ? AND expires_at > ?
          ORDER BY id
          """;

  private static final String REMOVE = "DELETE FROM invitation WHERE id = ?";
  private static final String REMOVE_EXPIRED = "DELETE FROM invitation WHERE expires_at <= ?";

  private static final String REMOVE_OF_PACKAGE =
      "DELETE FROM invitation WHERE subject = ? AND kind <> 'membership'";

  private final InstantSource clock;
  private final Ids ids;
  private final OrganizationLimits limits;

  public Invitations(InstantSource clock, Ids ids, OrganizationLimits limits) {
    this.clock = clock;
    this.ids = ids;
    this.limits = limits;
  }

  /** Invites somebody; what they were offered before of the same kind is offered no more. */
  public Invitation add(Tx tx, Offer offer, OwnerName invitee, String by) {
    var now = clock.instant();
    tx.update(REPLACE, offer.kind(), offer.subject(), invitee.value());
    long waiting = tx.one(COUNT, row -> row.number("n"), offer.subject(), now).orElse(0L);
    if (waiting >= limits.invitationsMax()) {
      throw new PeopleProblem.LimitReached(
              "invitations to %s that wait for an answer".formatted(offer.subject()),
              limits.invitationsMax())
          .asException();
    }
    var added =
        new Invitation(
            new InvitationId(ids.next()), offer, invitee, by, now, now.plus(limits.invitation()));
    tx.update(
        ADD,
        added.id().value(),
        offer.kind(),
        offer.subject(),
        offer.detail(),
        invitee.value(),
        by,
        added.createdAt(),
        added.expiresAt());
    return added;
  }

  public Invitation require(Tx tx, InvitationId id) {
    return tx.one(FIND, Invitations::invitation, id.value(), clock.instant())
        .orElseThrow(() -> new PeopleProblem.InvitationNotFound(id.toString()).asException());
  }

  /** Those to a user that were sent since they have their account. */
  public List<Invitation> of(Tx tx, User user) {
    return of(tx, OwnerName.of(user.name())).stream()
        .filter(it -> !it.createdAt().isBefore(user.createdAt()))
        .toList();
  }

  /** Those to a user or an organization. */
  public List<Invitation> of(Tx tx, OwnerName invitee) {
    return tx.list(OF_INVITEE, Invitations::invitation, invitee.value(), clock.instant());
  }

  /** Those to belong to an organization. */
  public List<Invitation> toOrganization(Tx tx, String organization) {
    return tx.list(OF_SUBJECT, Invitations::invitation, organization, clock.instant()).stream()
        .filter(it -> it.offer() instanceof Offer.Membership)
        .toList();
  }

  /** Those to have something of a package. */
  public List<Invitation> toPackage(Tx tx, PackageName name) {
    return tx.list(OF_SUBJECT, Invitations::invitation, name.value(), clock.instant()).stream()
        .filter(it -> it.offer() instanceof Offer.OfPackage)
        .toList();
  }

  /** Removes one; returns false if it was answered meanwhile. */
  public boolean remove(Tx tx, InvitationId id) {
    return tx.update(REMOVE, id.value()) == 1;
  }

  /** Removes those to a package, which is somebody else's now. */
  public void removeAll(Tx tx, PackageName name) {
    tx.update(REMOVE_OF_PACKAGE, name.value());
  }

  /** Removes those that nobody has answered in time. */
  public int sweep(Tx tx) {
    return tx.update(REMOVE_EXPIRED, clock.instant());
  }

  private static Invitation invitation(Row row) {
    return new Invitation(
        new InvitationId(UUID.fromString(row.text("id"))),
        offer(row),
        new OwnerName(row.text("invitee")),
        row.text("invited_by"),
        row.instant("created_at"),
        row.instant("expires_at"));
  }

  private static Offer offer(Row row) {
    var subject = row.text("subject");
    var detail = Optional.of(row.text("detail"));
    var kind = row.text("kind");
    return switch (kind) {
      case "membership" -> new Offer.Membership(subject, detail.flatMap(Role::of).orElseThrow());
      case "ownership" -> new Offer.Ownership(new PackageName(subject));
      case "collaboration" ->
          new Offer.Collaboration(
              new PackageName(subject), detail.flatMap(Right::of).orElseThrow());
      case "transfer" -> new Offer.Transfer(new PackageName(subject));
      default -> throw new IllegalStateException("There is no kind of invitation called " + kind);
    };
  }
}
