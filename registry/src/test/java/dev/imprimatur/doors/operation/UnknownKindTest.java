package dev.imprimatur.doors.operation;

import static dev.imprimatur.doors.support.Trusting.github;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.audit.Entry;
import dev.imprimatur.audit.EntryKind;
import dev.imprimatur.doors.support.Receiver;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An event of a kind that this build does not know, as a newer server of the same log writes it.
 */
final class UnknownKindTest {
  private static final String STRANGE = "rocket-launched";

  private final TestRegistry registry = TestRegistry.start();
  private final Receiver receiver = Receiver.start();
  private Client alice;

  @BeforeEach
  void publish() {
    registry.addUser("alice", false);
    alice = registry.with(registry.session("alice"));
    var rocket = TestPackage.of("rocket", "1.0.0");
    var published =
        registry.with(registry.token("alice", true)).put(rocket.path(), rocket.document());
    assertThat(published.status()).as(published.text()).isEqualTo(201);
  }

  @AfterEach
  void stop() {
    receiver.close();
    registry.close();
  }

  @Test
  void isReadExportedAndVerifiedLikeAnyOther() {
    Trusting.add(alice, "rocket", github("acme/rocket"));
    beStrange(registry.events().getLast());
    Trusting.add(alice, "rocket", github("acme/shuttle"));

    var strange = registry.events().get(1);
    assertThat(strange.kind()).isEqualTo(new EntryKind.Unknown(STRANGE));
    assertThat(strange.facts().text("publisher")).isPresent();
    assertThat(alice.get("/-/api/v1/events/rocket").text())
        .contains("\"kind\":\"rocket-launched\"", "\"kind\":\"publisher-added\"");
    assertThat(registry.terminal().run("audit", "export").out())
        .contains(strange.exported() + "\n")
        .contains("\"kind\":\"rocket-launched\"");
    var verified = registry.terminal().run("audit", "verify");
    assertThat(verified.exit()).as(verified.err()).isZero();
  }

  /** Nobody here could say what it means; what comes after it is told all the same. */
  @Test
  void isPassedOverByWhoeverTells() throws InterruptedException {
    registry.terminal().run("webhook", "add", receiver.address(), "--internal");
    Trusting.add(alice, "rocket", github("acme/rocket"));
    beStrange(registry.events().getLast());
    Trusting.add(alice, "rocket", github("acme/shuttle"));
    registry.tell();
    assertThat(receiver.types()).containsExactly("publisher-added");
    assertThat(receiver.received().getFirst().summary()).contains("acme/shuttle");
  }

  /** The server that knows it has noted whom to tell; this one sends what it can say of it. */
  @Test
  void isToldByItsNameIfAnotherServerHasNotedIt() throws InterruptedException {
    registry.terminal().run("webhook", "add", receiver.address(), "--internal");
    Trusting.add(alice, "rocket", github("acme/rocket"));
    Trusting.add(alice, "rocket", github("acme/shuttle"));
    // Both are noted by now, and are sent one after the other.
    receiver.meanwhile(() -> {
      if (receiver.received().size() == 1) {
        beStrange(registry.events().getLast());
      }
    });
    registry.tell();
    assertThat(receiver.types()).containsExactly("publisher-added", STRANGE);
    assertThat(receiver.received().getLast().summary()).isEqualTo("rocket: " + STRANGE);
    assertThat(receiver.received().getLast().data().object("facts")).isPresent();
  }

  /** As if another build had written it: with the hash that the manual lets anybody check. */
  private void beStrange(Entry last) {
    var line =
        last.exported()
            .replace(",\"hash\":\"" + last.hash() + "\"}", "}")
            .replace("\"kind\":\"" + last.kind().wire(), "\"kind\":\"" + STRANGE);
    var before =
        registry.events().stream()
            .filter(each -> each.seq() == last.seq() - 1)
            .map(Entry::hash)
            .findFirst()
            .orElse("0".repeat(64));
    var hash = Secret.of(before + "\n" + line).sha256();
    registry.sql(
        "UPDATE audit_event SET kind = ?, hash = ? WHERE seq = ?", STRANGE, hash, last.seq());
    registry.sql("UPDATE audit_head SET hash = ?, kept_hash = ?", hash, hash);
  }
}
