package dev.imprimatur.doors.publish;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.trust.PublishingAccess.Writers;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import dev.imprimatur.wiring.TestSecondFactor;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every way to publish and to stage, under every setting of npm's and under ours. */
final class PublishingAccessTest {
  private static final Duration NEXT_CODE = Duration.ofMinutes(2);

  private final TestRegistry registry = TestRegistry.with().secondFactorRequired().start();
  private final Map<String, Supplier<Client>> callers = new LinkedHashMap<>();
  private TestSecondFactor app;
  private int versions;

  @BeforeEach
  void open() {
    registry.maintainerOf("rocket", "alice");
    app = registry.enrol("alice");
    var session = registry.session("alice");
    var kinds = "'permissions':['createPackage','createStagedPackage']";
    Trusting.add(shown(session), "rocket", github("acme/rocket", kinds));

    callers.put("job", () -> registry.with(registry.minted("rocket", job("acme/rocket"))));
    callers.put("session with its second factor", () -> shown(registry.session("alice")));
    callers.put("session", () -> registry.with(registry.session("alice")));
    callers.put("token", () -> registry.with(registry.token("alice", true)));
    callers.put("token with a second factor", () -> shown(registry.token("alice", true)));
    callers.put("token that bypasses it", () -> registry.with(made("--bypass-2fa")));
    callers.put("token that stages", () -> registry.with(made("--stage-only")));
  }

  private String made(String option) {
    var said = registry.terminal().run("token", "create", "--user", "alice", option);
    assertThat(said.exit()).as(said.err()).isZero();
    return said.out().strip();
  }

  /** A client that shows a code which nobody has seen. */
  private Client shown(String token) {
    registry.clock().advance(NEXT_CODE);
    return registry.with(token).with("npm-otp", app.code());
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void whoPublishesAndWhoStages() {
    var text = new StringBuilder();
    for (var writers : Writers.values()) {
      set("--writers", writers.wire());
      text.append(writers.wire()).append('\n');
      append(text);
    }
    set("--staged-only");
    text.append("staged only\n");
    append(text);
    Approved.check("publishing-access-matrix", text.toString());
  }

  private void set(String... options) {
    var words = new String[options.length + 3];
    System.arraycopy(new String[] {"package", "access", "rocket"}, 0, words, 0, 3);
    System.arraycopy(options, 0, words, 3, options.length);
    assertThat(registry.terminal().run(words).exit()).isZero();
  }

  private void append(StringBuilder text) {
    callers.forEach((name, caller) -> {
      var publish = next();
      var published = caller.get().put(publish.path(), publish.document());
      var stage = next();
      var staged = caller.get().post("/-/stage/package/rocket", stage.document());
      text.append("  %s: publishes %s, stages %s%n".formatted(name, told(published), told(staged)));
    });
  }

  private TestPackage next() {
    return TestPackage.of("rocket", "1.0." + ++versions);
  }

  private static String told(Client.Answer answer) {
    return answer.status() == 201 ? "yes" : "no, " + answer.status() + " " + answer.problem();
  }
}
