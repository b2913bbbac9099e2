package dev.imprimatur.doors.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever asks whom a package trusts that is not there is told that it is not there. */
final class MissingNameTest {
  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    alice = registry.maintainerOf("rocket", "alice");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private String noticeOf(String name) {
    var answer = alice.get(Trusting.path(name));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return String.join("; ", answer.headers().getOrDefault("npm-notice", List.of()));
  }

  @Test
  void npmIsTold() {
    assertThat(noticeOf("rokcet"))
        .startsWith("There is no package rokcet,")
        .endsWith("Is its name right?");
    assertThat(noticeOf("rocket")).isEmpty();
  }

  @Test
  void aNameThatIsWaitedForIsNotMissing() {
    var body =
        Trusting.quoted(
            "[{'type':'github','claims':{'repository':'acme/moon','workflow_ref':{'file':"
                + "'publish.yml'}}}]");
    assertThat(alice.post(Trusting.path("moon"), body).status()).isEqualTo(201);
    assertThat(noticeOf("moon")).isEmpty();
  }

  @Test
  void theOperatorIsTold() {
    assertThat(registry.terminal().run("trust", "list", "rokcet").err())
        .isEqualTo("There is no package rokcet, and no publisher waits for one.\n");
    assertThat(registry.terminal().run("trust", "list", "rocket").err())
        .isEqualTo("rocket trusts nobody.\n");
    assertThat(registry.terminal().run("trust", "list").err()).isEmpty();
  }
}
