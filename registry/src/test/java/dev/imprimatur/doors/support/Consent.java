package dev.imprimatur.doors.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.wiring.Client;

/** The acceptance of invitations, by whom they are for. */
public final class Consent {
  private static final String ALL = "/-/api/v1/invitations";

  private Consent() {}

  /** Offers a package to somebody who accepts it; returns the status of the acceptance. */
  public static int transferred(Client owner, String name, String to, Client receiver) {
    var offered =
        owner.put("/-/api/v1/owner/" + name.replace("/", "%2f"), "{\"owner\":\"" + to + "\"}");
    if (offered.status() != 202) {
      return offered.status();
    }
    var id = offered.json().text("invitation").orElseThrow();
    return receiver.post(ALL + "/" + id + "/accept", "").status();
  }

  /** Accepts the only invitation that somebody has. */
  public static Client.Answer accepted(Client invitee) {
    var waiting = Trusting.list(invitee.get(ALL));
    assertThat(waiting).hasSize(1);
    return invitee.post(ALL + "/" + waiting.getFirst().text("id").orElseThrow() + "/accept", "");
  }
}
