package dev.imprimatur.doors.notices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.Receiver;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.limits.Limits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Two servers with one database tell what happens, each of it once. */
@OnPostgres
final class TwoServersTellTest {
  private static final int EVENTS = 20;
  private static final Duration PAUSE = Duration.ofMillis(20);

  @Test
  @Covers("P28")
  void eachIsToldByOneOfThemInOrderAndByTheOtherWhenItIsGone() throws InterruptedException {
    try (var scene = HookScene.start(Limits.standard().notices());
        var first = Receiver.start();
        var second = Receiver.start()) {
      scene.hook(first.address());
      scene.hook(second.address(), "--package", "rocket");
      var stop = new AtomicBoolean();
      var here = HookScene.inThread(() -> tellUntil(stop, scene.registry()::tell));
      var secondServer = scene.registry().secondServer();
      var there = HookScene.inThread(() -> tellUntil(stop, secondServer::tell));
      for (int i = 0; i < EVENTS; i++) {
        scene.happen("rocket", 1);
      }
      HookScene.await(() -> first.received().size() >= EVENTS);
      HookScene.await(() -> second.received().size() >= EVENTS);
      stop.set(true);
      HookScene.await(here);
      HookScene.await(there);
      secondServer.close();

      scene.happen("rocket", 1);
      scene.registry().tell();
      for (var receiver : List.of(first, second)) {
        assertThat(receiver.received().stream().map(TwoServersTellTest::seq))
            .hasSize(EVENTS + 1)
            .isSorted()
            .doesNotHaveDuplicates();
      }
    }
  }

  private static void tellUntil(AtomicBoolean stop, HookScene.Deed tell)
      throws InterruptedException {
    while (!stop.get()) {
      tell.run();
      Thread.sleep(PAUSE);
    }
  }

  /** It had taken the first, and died before it was answered. */
  @Test
  @Covers("P28")
  void whatOneOfThemWasTellingWhenItDiedIsToldByTheOtherLater() throws InterruptedException {
    try (var scene = HookScene.start(Limits.standard().notices());
        var slow = SlowReceiver.start(SlowReceiver.Manner.SILENT)) {
      var hook = scene.hook(slow.address(), "--package", "rocket");
      scene.happen("rocket", 2);
      var secondServer = scene.registry().secondServer();
      var there = HookScene.inThread(secondServer::tell);
      HookScene.await(() -> slow.ids().size() == 1);
      secondServer.dies();

      scene.registry().tell();
      scene.registry().clock().advance(Limits.standard().notices().takenFor().minusMillis(1));
      scene.registry().tell();
      assertThat(slow.ids()).hasSize(1);

      scene.registry().clock().advance(Duration.ofMillis(1));
      var here = scene.telling();
      HookScene.await(() -> slow.ids().size() == 2);
      assertThat(slow.ids().stream().distinct()).hasSize(1);
      slow.hangUp();
      HookScene.await(here);
      HookScene.await(there);
      assertThat(scene.deliveries(hook).getLast().text("state")).contains("waiting");
      assertThat(scene.deliveries(hook)).hasSize(2);
    }
  }

  private static long seq(Receiver.Received message) {
    return ((JsonNumber) message.data().get("seq").orElseThrow()).safeInteger().orElseThrow();
  }
}
