package dev.imprimatur.secondfactor;

import dev.imprimatur.access.UserName;
import dev.imprimatur.webauthn.PublicKeyCredential;
import java.time.Instant;
import java.util.Optional;

/**
 * A passkey of somebody's.
 *
 * @param label the name that its owner gave it
 */
public record Passkey(
    PublicKeyCredential credential,
    UserName owner,
    String label,
    Instant createdAt,
    Optional<Instant> lastUsedAt) {}
