package dev.imprimatur.limits;

import java.time.Duration;

/**
 * The limits of how people sign in.
 *
 * @param passwordKib memory that it takes to check a password, in KiB: what makes guessing dear
 * @param refusalsMax refused sign-ins of one user within {@code refusalWindow}
 * @param refusalWindow how long a refused sign-in is remembered
 * @param codeRefusalsMax refused one-time passwords of one user within that time, from anywhere
 * @param session how long a sign-in lasts
 * @param challenge how long a client waits for its user to answer in a browser
 * @param challengesMax how many of those wait at one time
 * @param challengesPerAddressMax how many of those from one address
 * @param tokens the limits of granular tokens
 * @param organizations the limits of organizations and invitations
 */
public record PeopleLimits(
    int passwordKib,
    int refusalsMax,
    Duration refusalWindow,
    int codeRefusalsMax,
    SessionLife session,
    Duration challenge,
    int challengesMax,
    int challengesPerAddressMax,
    TokenLimits tokens,
    OrganizationLimits organizations) {

  /**
   * The life of a sign-in.
   *
   * @param life how long it lasts in all
   * @param idle how long it lasts unless it is used
   */
  public record SessionLife(Duration life, Duration idle) {}

  public static PeopleLimits standard() {
    return new PeopleLimits(
        19 * 1024,
        10,
        Duration.ofMinutes(10),
        100,
        new SessionLife(Duration.ofHours(12), Duration.ofHours(12)),
        Duration.ofMinutes(5),
        10_000,
        50,
        TokenLimits.standard(),
        OrganizationLimits.standard());
  }

  PeopleLimits withTokens(TokenLimits others) {
    return new PeopleLimits(
        passwordKib,
        refusalsMax,
        refusalWindow,
        codeRefusalsMax,
        session,
        challenge,
        challengesMax,
        challengesPerAddressMax,
        others,
        organizations);
  }

  PeopleLimits withSession(SessionLife other) {
    return new PeopleLimits(
        passwordKib,
        refusalsMax,
        refusalWindow,
        codeRefusalsMax,
        other,
        challenge,
        challengesMax,
        challengesPerAddressMax,
        tokens,
        organizations);
  }

  PeopleLimits withPasswordKib(int memory) {
    return new PeopleLimits(
        memory,
        refusalsMax,
        refusalWindow,
        codeRefusalsMax,
        session,
        challenge,
        challengesMax,
        challengesPerAddressMax,
        tokens,
        organizations);
  }
}
