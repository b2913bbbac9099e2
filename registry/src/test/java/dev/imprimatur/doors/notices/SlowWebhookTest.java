package dev.imprimatur.doors.notices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.doors.support.Receiver;
import dev.imprimatur.limits.Limits;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A receiver that is slow with a message delays nobody else's, and does not hold us for ever. */
final class SlowWebhookTest {
  private static final int PLACES = 4;

  private static Limits.Notices limits(Duration patience, int atOnce) {
    var usual = Limits.standard().notices();
    return new Limits.Notices(
        usual.webhooksMax(),
        usual.addressLengthMax(),
        patience,
        usual.takenFor(),
        usual.pauseFirst(),
        usual.pauseMax(),
        usual.attemptsMax(),
        usual.failingMax(),
        usual.waitingMax(),
        usual.keptFor(),
        atOnce,
        usual.refusals());
  }

  @ParameterizedTest
  @EnumSource(names = {"SILENT", "DRIPPING_HEAD"})
  @Covers("P28")
  void whoDoesNotAnswerInTimeIsAskedAgainLaterAndItsOwnersSeeIt(SlowReceiver.Manner manner)
      throws InterruptedException {
    try (var scene = HookScene.start(limits(Duration.ofMillis(700), PLACES));
        var slow = SlowReceiver.start(manner)) {
      var hook = scene.hook(slow.address(), "--package", "rocket");
      scene.happen("rocket", 2);

      HookScene.await(scene.telling());

      assertThat(slow.ids()).hasSize(1);
      HookScene.await(() -> slow.ended() == 1);
      var first = scene.deliveries(hook).getLast();
      assertThat(first.text("state")).contains("waiting");
      assertThat(first.text("outcome")).contains("it did not answer within 700 ms");
      assertThat(first.text("nextAt")).isPresent();
      assertThat(scene.alice().get("/-/api/v1/webhooks?package=rocket").text())
          .contains("\"failingSince\":\"2026-11-22T12:00:00.000Z\"");

      scene.registry().tell();
      assertThat(slow.ids()).hasSize(1);
      scene.registry().clock().advance(Duration.ofSeconds(5));
      HookScene.await(scene.telling());
      assertThat(slow.ids()).hasSize(2);
      assertThat(slow.ids().stream().distinct()).hasSize(1);
    }
  }

  /** Its status says all; what else it has to say is not listened to. */
  @Test
  void whoAnswersWithoutEndHasAnswered() throws InterruptedException {
    try (var scene = HookScene.start(Limits.standard().notices());
        var slow = SlowReceiver.start(SlowReceiver.Manner.DRIPPING_BODY)) {
      var hook = scene.hook(slow.address(), "--package", "rocket");
      scene.happen("rocket", 2);
      HookScene.await(scene.telling());
      assertThat(scene.deliveries(hook).stream().map(each -> each.text("state").orElseThrow()))
          .containsExactly("delivered", "delivered");
      HookScene.await(() -> slow.ended() == 2);
    }
  }

  @Test
  @Covers("P28")
  void whatHappensMeanwhileIsToldToTheOthers() throws InterruptedException {
    try (var scene = HookScene.start(limits(Duration.ofMinutes(2), PLACES));
        var slow = SlowReceiver.start(SlowReceiver.Manner.SILENT);
        var quick = Receiver.start()) {
      scene.hook(slow.address());
      scene.hook(quick.address());
      scene.happen("rocket", 2);
      var over = scene.telling();
      HookScene.await(() -> slow.ids().size() == 1 && quick.received().size() == 2);

      scene.happen("shuttle", 1);
      HookScene.await(() -> quick.received().size() == 3);

      assertThat(over.getCount()).isEqualTo(1);
      assertThat(slow.ended()).isZero();
      slow.hangUp();
      HookScene.await(over);
    }
  }

  /** There are more of them than are told something at one time. */
  @Test
  @Covers("P28")
  void manyWhoDoNotAnswerDelayTheOthersAndNoMore() throws InterruptedException {
    try (var scene = HookScene.start(limits(Duration.ofMillis(300), PLACES));
        var quick = Receiver.start()) {
      var slow = new ArrayList<SlowReceiver>();
      for (int i = 0; i < 2 * PLACES; i++) {
        slow.add(SlowReceiver.start(SlowReceiver.Manner.SILENT));
        scene.hook(slow.getLast().address(), "--package", "rocket");
      }
      scene.hook(quick.address(), "--package", "shuttle");
      scene.happen("rocket", 3);
      scene.happen("shuttle", 3);

      HookScene.await(scene.telling());

      assertThat(quick.received()).hasSize(3);
      assertThat(slow).allMatch(each -> each.ids().size() == 1);
      slow.forEach(SlowReceiver::close);
    }
  }

  /** One who has much to hear does not stand before one who has little. */
  @Test
  void allTakeTurns() throws InterruptedException {
    try (var scene = HookScene.start(limits(Duration.ofSeconds(10), 1));
        var receiver = Receiver.start()) {
      scene.hook(receiver.address(), "--package", "rocket");
      scene.hook(receiver.address(), "--package", "shuttle");
      var clock = scene.registry().clock();
      receiver.meanwhile(() -> clock.advance(Duration.ofSeconds(9)));
      scene.happen("rocket", 3);
      scene.happen("shuttle", 1);
      scene.registry().tell();
      assertThat(
              receiver.received().stream().map(each -> each.data().text("package").orElseThrow()))
          .containsExactly("rocket", "shuttle", "rocket", "rocket");
    }
  }

  /** Whose keys we need does not wait for those whom owners have chosen. */
  @Test
  @Covers("P28")
  void aHostThatIsLookedForInVainKeepsNoOtherFromBeingFound() throws InterruptedException {
    try (var scene = HookScene.start(Limits.standard().notices());
        var quick = Receiver.start()) {
      var lookups = scene.registry().lookups();
      var end = lookups.stall("stuck.example");
      int places = Limits.standard().notices().atOnce();
      for (int i = 0; i < places - 1; i++) {
        scene.hook("http://stuck.example/" + i, "--package", i % 2 == 0 ? "rocket" : "shuttle");
      }
      scene.hook(quick.address());
      scene.happen("rocket", 1);
      scene.happen("shuttle", 1);
      var over = scene.telling();
      HookScene.await(() -> lookups.hosts().size() >= places && quick.received().size() == 2);
      end.run();
      HookScene.await(over);
    }
  }
}
