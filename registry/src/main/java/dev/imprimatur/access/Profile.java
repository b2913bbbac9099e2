package dev.imprimatur.access;

import java.time.Instant;
import java.util.Optional;

/**
 * The facts that a person tells of themself, and what is known of them.
 *
 * @param emailVerifiedAt when they showed that they read mail at their address
 * @param passwordChangedAt when they chose their password; empty if they have none
 */
public record Profile(
    Optional<Instant> emailVerifiedAt,
    Optional<String> fullName,
    Optional<String> homepage,
    Optional<String> github,
    Instant updatedAt,
    Optional<Instant> passwordChangedAt) {}
