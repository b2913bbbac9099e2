package dev.imprimatur.doors.holes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.access.Registration;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Dependency confusion: whoever asks for a name that is somebody's gets what a stranger published
 * under it. A scope is its owner's with all names that it will ever have, and a name that was used
 * is not anybody's again.
 */
final class DependencyConfusionTest {
  private final TestRegistry registry = TestRegistry.with().registration(Registration.OPEN).start();
  private Client alice = registry.anyone();
  private Client mallory = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    registry.addUser("mallory", false);
    alice = registry.with(registry.session("alice"));
    mallory = registry.with(registry.session("mallory"));
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    registry.terminal().run("org", "scope", "acme", "further");
    publish(alice, "rocket-fuel", 201);
    publish(alice, "gone", 201);
    publish(alice, "given", 201);
    publish(alice, "@acme/secret", 201);
    Trusting.add(alice, "awaited", Trusting.github("acme/awaited"));
    var rev = alice.get("/gone").json().text("_rev").orElseThrow();
    assertThat(alice.delete("/gone/-rev/" + rev).status()).isEqualTo(200);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static Client.Answer publish(Client client, String name, int status) {
    var wanted = TestPackage.of(name, status == 201 ? "1.0.0" : "99.0.0");
    var answer = client.put(wanted.path(), wanted.document());
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    return answer;
  }

  /** By a publish, by staging, and by a job that waits for the name. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rocket-fuel",
        "given",
        "gone",
        "@acme/secret",
        "@acme/never-published",
        "@acme/internal",
        "@further/anything",
        "@alice/anything",
        "rocketfuel",
        "rocket.fuel",
        "rocket_fuel",
      })
  void whatIsSomebodysNoStrangerTakes(String name) {
    publish(mallory, name, 403);
    publish(registry.with(registry.token("mallory", true)), name, 403);
    var wanted = TestPackage.of(name, "99.0.0");
    var staged = mallory.post("/-/stage/package" + wanted.path(), wanted.document());
    assertThat(staged.status()).as(staged.text()).isEqualTo(403);
    var trusting = "[" + Trusting.quoted(Trusting.github("evil/rocket")) + "]";
    var waiting = mallory.post(Trusting.path(name), trusting);
    assertThat(waiting.status()).as(waiting.text()).isIn(201, 403, 409);
    if (waiting.status() == 201) {
      // Somebody may wait for a name that looks like another, and waits in vain.
      publish(registry.with(registry.minted(name, TestRegistry.job("evil/rocket"))), name, 403);
    }
    assertThat(registry.rows("held_version")).isZero();
    assertThat(alice.get(wanted.path()).text()).doesNotContain("99.0.0");
  }

  /** Whoever is called as a scope later on gets nothing of it. */
  @Test
  void nobodyBecomesTheOwnerOfAScopeByTheirName() {
    for (var name : List.of("acme", "further")) {
      var made =
          registry
              .anyone()
              .put(
                  "/-/user/org.couchdb.user:" + name,
                  Trusting.quoted(
                      "{'name':'%s','password':'%s','email':'x@acme.example','type':'user'}"
                          .formatted(name, TestRegistry.password())));
      if (made.status() == 201) {
        var taker = registry.with(made.json().text("token").orElseThrow());
        publish(taker, "@" + name + "/tool", 403);
      }
    }
  }

  /** Nor does somebody who leaves leave their names to anybody. */
  @Test
  void theNamesOfWhoIsDisabledAreNobodysElse() {
    registry.disable("alice");
    for (var name : List.of("rocket-fuel", "gone", "@alice/anything", "@acme/secret")) {
      publish(mallory, name, 403);
    }
  }

  /**
   * What a stranger may not read is no more there than what does not exist, and is no free name.
   */
  @Test
  void aPrivateNameIsNotShownAsFree() {
    var secret = mallory.get("/-/api/v1/names/@acme%2fsecret").json();
    var never = mallory.get("/-/api/v1/names/@acme%2fnever-published").json();
    assertThat(secret.truth("free")).isFalse();
    assertThat(secret.text("code")).isEqualTo(never.text("code"));
  }
}
