package dev.imprimatur.doors.notices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Receiver;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.mail.MailServer.Tls;
import dev.imprimatur.mail.PostOffice;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Much waits for somebody who does not take it. */
final class BacklogTest {
  private static final int WAITING_MAX = 5;

  private static Limits.Notices narrow() {
    var usual = Limits.standard().notices();
    return new Limits.Notices(
        usual.webhooksMax(),
        usual.addressLengthMax(),
        usual.patience(),
        usual.takenFor(),
        usual.pauseFirst(),
        usual.pauseMax(),
        usual.attemptsMax(),
        usual.failingMax(),
        WAITING_MAX,
        usual.keptFor(),
        usual.atOnce(),
        usual.refusals());
  }

  @Test
  @Covers("P28")
  void whileAWebhookFailsOneMessageIsTriedAndThenAllArriveInOrder() throws InterruptedException {
    try (var scene = HookScene.start(Limits.standard().notices());
        var receiver = Receiver.start().answers(503, "")) {
      scene.hook(receiver.address());
      scene.happen("rocket", 60);
      for (int hour = 1; hour <= 3; hour++) {
        scene.registry().tell();
        assertThat(receiver.received()).hasSize(hour);
        scene.registry().clock().advance(Duration.ofHours(1));
      }
      receiver.answers(204, "");
      scene.registry().tell();
      var told = receiver.received().stream().map(each -> seq(each.data())).distinct().toList();
      assertThat(told).hasSize(60).isSorted();
      assertThat(receiver.received()).hasSize(3 + 60);
    }
  }

  @Test
  @Covers("P28")
  void whatIsTooMuchSwitchesAWebhookOffLoudlyAndTheLogStillHasIt() throws InterruptedException {
    try (var scene = HookScene.start(narrow());
        var lost = Receiver.start().answers(503, "");
        var other = Receiver.start()) {
      var hook = scene.hook(lost.address(), "--package", "rocket");
      scene.happen("rocket", 1);
      scene.registry().tell();
      scene.hook(other.address());
      scene.happen("rocket", WAITING_MAX - 1);
      scene.registry().tell();
      assertThat(scene.kinds()).doesNotContain("webhook-disabled");
      scene.happen("rocket", 1);
      scene.registry().tell();

      assertThat(other.received().getLast().summary())
          .endsWith("about rocket was switched off: too much waits for it.");
      assertThat(scene.deliveries(hook))
          .hasSize(WAITING_MAX)
          .allMatch(each -> each.text("state").orElseThrow().equals("given-up"))
          .allMatch(
              each -> each.text("outcome").orElseThrow().equals("the webhook was switched off"));
      assertThat(scene.listed()).anyMatch(line -> line.contains("off: too much waits for it"));
      assertThat(scene.kinds().stream().filter("publisher-added"::equals)).hasSize(WAITING_MAX + 1);

      lost.answers(204, "");
      scene.registry().terminal().run("webhook", "enable", hook);
      scene.happen("rocket", 1);
      scene.registry().tell();
      assertThat(lost.received()).hasSize(2);
    }
  }

  /** A mailbox cannot be switched off, so what is not added is given up. */
  @Test
  @Covers("P28")
  void whatIsTooMuchForAMailboxIsGivenUpLoudly() throws InterruptedException {
    try (var office = PostOffice.open(Tls.STARTTLS)) {
      var limits = Limits.standard().withNotices(narrow());
      try (var scene =
          HookScene.of(TestRegistry.with().mail(office.settings()).limits(limits).start())) {
        office.refuse(PostOffice.Step.TEXT, 451, "later");
        scene.happen("rocket", WAITING_MAX + 2);
        scene.registry().tell();
        scene.registry().tell();

        var events = scene.registry().events();
        var last = events.getLast();
        assertThat(last.kind()).isEqualTo(EventKind.NOTIFICATION_FAILED);
        assertThat(last.facts().text("recipient")).contains("mail:alice");
        assertThat(last.facts().text("outcome")).contains("too much waits already");
        assertThat(scene.kinds().stream().filter("notification-failed"::equals)).hasSize(2);
        var added =
            events.stream().filter(each -> each.kind() == EventKind.PUBLISHER_ADDED).toList();
        assertThat(seq(last.facts())).isEqualTo(added.getLast().seq());
        assertThat(scene.registry().rows("delivery")).isEqualTo(WAITING_MAX);
      }
    }
  }

  private static long seq(JsonObject data) {
    return ((JsonNumber) data.get("seq").orElseThrow()).safeInteger().orElseThrow();
  }
}
