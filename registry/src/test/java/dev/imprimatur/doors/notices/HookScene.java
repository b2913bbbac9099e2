package dev.imprimatur.doors.notices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Alice has the packages rocket and shuttle, and there are webhooks about them. */
final class HookScene implements AutoCloseable {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TestRegistry registry;

  private HookScene(TestRegistry registry) {
    this.registry = registry;
    registry.addUser("alice", false);
    for (var name : List.of("rocket", "shuttle")) {
      var release = TestPackage.of(name, "1.0.0");
      var writer = registry.with(registry.token("alice", true));
      assertThat(writer.put(release.path(), release.document()).status()).isEqualTo(201);
    }
  }

  static HookScene start(Limits.Notices limits) {
    return of(TestRegistry.start(Limits.standard().withNotices(limits)));
  }

  static HookScene of(TestRegistry registry) {
    return new HookScene(registry);
  }

  TestRegistry registry() {
    return registry;
  }

  /** Alice, however long ago the sign-in was. */
  Client alice() {
    return registry.with(registry.session("alice"));
  }

  /** Adds a webhook as the operator; returns its id. */
  String hook(String address, String... subject) {
    var before = listed();
    var arguments = new ArrayList<>(List.of("webhook", "add", address, "--internal"));
    arguments.addAll(List.of(subject));
    var said = registry.terminal().run(arguments.toArray(String[]::new));
    assertThat(said.exit()).as(said.err()).isZero();
    var added = new ArrayList<>(listed());
    added.removeAll(before);
    return added.getFirst().split(" ", 2)[0];
  }

  List<String> listed() {
    return registry.terminal().run("webhook", "list").out().lines().toList();
  }

  /** Something that is told: a publisher is added, and at once removed, without being told. */
  void happen(String name, int times) {
    var alice = alice();
    for (int i = 0; i < times; i++) {
      var id = Trusting.add(alice, name, Trusting.github("acme/" + name));
      registry.sql("DELETE FROM publisher WHERE id = ?", id);
    }
  }

  /** What its owners see of what became of a webhook's messages, the latest first. */
  List<JsonObject> deliveries(String hook) {
    return Trusting.list(alice().get("/-/api/v1/webhooks/" + hook + "/deliveries"));
  }

  List<String> kinds() {
    return registry.events().stream().map(each -> each.kind().wire()).toList();
  }

  /** Tells what is due in a thread of its own; the latch is open when that is over. */
  CountDownLatch telling() {
    return inThread(registry::tell);
  }

  /** Something that may be interrupted. */
  interface Deed {
    void run() throws InterruptedException;
  }

  static CountDownLatch inThread(Deed deed) {
    var over = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            deed.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            over.countDown();
          }
        });
    return over;
  }

  static void await(CountDownLatch over) throws InterruptedException {
    assertThat(over.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it happens in time").isLessThan(deadline);
      Thread.sleep(LOOK_AGAIN);
    }
  }

  @Override
  public void close() {
    registry.close();
  }
}
