package dev.imprimatur.openid;

import java.time.Instant;
import java.util.Optional;

/**
 * A provider's word that somebody has signed out there (OpenID Connect Back-Channel Logout 1.0).
 *
 * @param subject who, in all their sessions, unless one is named
 * @param session the one session that is over, if it is only one
 * @param id the token's own id, by which a second use is noticed
 * @param expiresAt after which nobody would take it anyway
 */
public record SignOut(
    String issuer,
    Optional<String> subject,
    Optional<String> session,
    String id,
    Instant expiresAt) {}
