package dev.imprimatur.access;

/** A team of an organization, as npm writes it: {@code acme:developers}. */
public record OrganizationTeam(String organization, TeamName name) {
  @Override
  public String toString() {
    return organization + ":" + name;
  }
}
