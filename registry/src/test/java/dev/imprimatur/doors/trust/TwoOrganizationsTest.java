package dev.imprimatur.doors.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two organizations with equal teams, and two packages with equal invitations: {@link
 * TwoOfEverybodyTest} names each of its tests.
 */
final class TwoOrganizationsTest {
  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();
  private Client mallory = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    registry.addUser("mallory", false);
    alice = registry.with(registry.session("alice"));
    mallory = registry.with(registry.session("mallory"));
  }

  @AfterEach
  void close() {
    assertThat(registry.inside().breaches()).isEmpty();
    registry.close();
  }

  private static void published(Client client, String name) {
    var wanted = TestPackage.of(name, "1.0.0");
    assertThat(client.put(wanted.path(), wanted.document()).status()).isEqualTo(201);
  }

  @Test
  void teamsOfOneNameAreTwo() {
    registry.addUser("both", false);
    var both = registry.with(registry.session("both"));
    for (var owner : List.of("alice", "mallory")) {
      registry.terminal().run("org", "add", owner + "-inc", "--owner", owner);
      registry.terminal().run("org", "member", owner + "-inc", "both");
      registry.terminal().run("team", "create", owner + "-inc:devs");
      published(registry.with(registry.session(owner)), "@" + owner + "-inc/kit");
      registry.terminal().run("team", "rm", owner + "-inc:developers", "both");
    }
    var team = "/-/team/alice-inc/devs";
    var reads = "{'permissions':'read-only','package':'";
    assertThat(alice.put(team + "/user", "{\"user\":\"both\"}").status()).isEqualTo(200);
    assertThat(alice.put(team + "/package", Trusting.quoted(reads + "@alice-inc/kit'}")).status())
        .isEqualTo(200);
    assertThat(both.get("/@alice-inc%2fkit").status()).isEqualTo(200);
    assertThat(both.get("/@mallory-inc%2fkit").status()).isEqualTo(404);
    // Nobody grants their team what is another organization's.
    assertThat(alice.put(team + "/package", Trusting.quoted(reads + "@mallory-inc/kit'}")).status())
        .isEqualTo(403);
  }

  @Test
  void whoIsInvitedToOneGetsNothingOfTheOther() {
    registry.addUser("guest", false);
    var guest = registry.with(registry.session("guest"));
    var right = Trusting.quoted("{'user':'guest','permission':'write'}");
    published(alice, "ship");
    published(mallory, "boat");
    assertThat(alice.put("/-/api/v1/collaborators/ship", right).status()).isEqualTo(202);
    assertThat(mallory.put("/-/api/v1/collaborators/boat", right).status()).isEqualTo(202);
    var first = Trusting.list(guest.get("/-/api/v1/invitations")).getFirst();
    assertThat(first.text("package")).contains("ship");
    var path = "/-/api/v1/invitations/" + first.text("id").orElseThrow() + "/accept";
    assertThat(mallory.post(path, "").problem()).isEqualTo("invitation-not-found");
    assertThat(guest.post(path, "").status()).isEqualTo(200);
    assertThat(guest.get("/-/user/guest/package").text()).isEqualTo("{\"ship\":\"write\"}");
  }
}
