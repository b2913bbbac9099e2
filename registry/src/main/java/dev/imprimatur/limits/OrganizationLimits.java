package dev.imprimatur.limits;

import java.time.Duration;

/**
 * The limits of organizations and invitations.
 *
 * @param teamsMax teams of an organization
 * @param invitationsMax those to one organization or package that nobody has answered
 * @param invitation how long one can be accepted
 */
public record OrganizationLimits(int teamsMax, int invitationsMax, Duration invitation) {
  static OrganizationLimits standard() {
    return new OrganizationLimits(500, 100, Duration.ofDays(7));
  }
}
