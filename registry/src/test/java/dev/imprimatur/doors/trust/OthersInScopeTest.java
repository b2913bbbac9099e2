package dev.imprimatur.doors.trust;

import static dev.imprimatur.doors.support.Trusting.github;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.doors.support.Issuing;
import dev.imprimatur.doors.support.Receiver;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bob had a private package in a scope before it became the organization of dave. */
final class OthersInScopeTest {
  private final TestRegistry registry = TestRegistry.start();
  private final Receiver receiver = Receiver.start();
  private Client bob = registry.anyone();
  private Client dave = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("root", true);
    registry.addUser("bob", false);
    registry.addUser("dave", false);
    var tool = TestPackage.of("@late/tool", "1.0.0");
    var writer = registry.with(registry.token("bob", true));
    assertThat(writer.put(tool.path(), tool.document()).status()).isEqualTo(201);
    assertThat(registry.terminal().run("org", "add", "late", "--owner", "dave").exit()).isZero();
    bob = registry.with(registry.session("bob"));
    dave = registry.with(registry.session("dave"));
  }

  @AfterEach
  void close() {
    receiver.close();
    registry.close();
  }

  @Test
  @Covers("P117")
  void theOrganizationHearsOfItsOwnAlone() throws InterruptedException {
    var added =
        registry
            .terminal()
            .run("webhook", "add", receiver.address(), "--internal", "--organization", "late");
    assertThat(added.exit()).as(added.err()).isZero();
    Trusting.add(bob, "@late/tool", github("bob/tool"));
    registry.tell();
    assertThat(receiver.received()).isEmpty();

    Trusting.add(dave, "@late/new", github("late/new"));
    registry.tell();
    assertThat(receiver.types()).containsExactly("publisher-added");
  }

  @Test
  @Covers("P117")
  void theOrganizationsIssuerIsNotForIt() {
    var issuer = new Issuing("generic", "https://ci.late.example", TestRegistry.KEY);
    issuer.addTo(registry, "'claims':{'names':['job']},'organizations':['late'],");
    var wanted = "[{'type':'generic','claims':{'iss':'https://ci.late.example','job':'it'}}]";
    var refused = bob.post(Trusting.path("@late/tool"), Trusting.quoted(wanted));
    assertThat(refused.problem()).as(refused.text()).isEqualTo("not-allowed");
    assertThat(dave.post(Trusting.path("@late/new"), Trusting.quoted(wanted)).status())
        .isEqualTo(201);
  }
}
