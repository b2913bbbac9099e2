package dev.imprimatur.access;

import java.time.Instant;

/**
 * An offer that gives nothing until it is accepted. It is written whether or not there is such an
 * account, so that nobody learns by inviting who has one; an account that is made later is not
 * meant.
 *
 * @param invitee whom it is for: a user, or an organization that a package is offered to
 * @param invitedBy as the audit log has it
 */
public record Invitation(
    InvitationId id,
    Offer offer,
    OwnerName invitee,
    String invitedBy,
    Instant createdAt,
    Instant expiresAt) {}
