package dev.imprimatur.doors.notices;

import static dev.imprimatur.wiring.TestRegistry.workflow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Receiver;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Webhooks: what arrives there, when, how often, and who decides about them. */
@OnPostgres
final class WebhookTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private TestRegistry registry;
  private Receiver receiver;
  private Client alice;

  @BeforeEach
  void start() {
    registry = TestRegistry.start();
    receiver = Receiver.start();
    registry.addUser("alice", false);
    alice = registry.with(registry.session("alice"));
    publish("1.0.0");
  }

  @AfterEach
  void stop() {
    receiver.close();
    registry.close();
  }

  @Test
  @Covers("P28")
  void whatHappenedArrivesOnceAndSigned() throws Exception {
    var secret = hook("--package", "rocket");
    trust("acme/rocket");
    tell();
    tell();

    assertThat(receiver.received()).hasSize(1);
    var message = receiver.received().getFirst();
    assertThat(message.type()).isEqualTo("publisher-added");
    assertThat(message.json().text("timestamp")).contains("2026-11-22T12:00:00.000Z");
    assertThat(message.data().text("package")).contains("rocket");
    assertThat(message.data().text("actor")).contains("person:alice");
    assertThat(message.data().text("link")).contains("http://registry.test/rocket");
    assertThat(message.summary()).startsWith("A trusted publisher was added to rocket: {");
    assertThat(message.data().object("facts").orElseThrow().has("publisher")).isTrue();
    var event = registry.events().getLast();
    assertThat(message.data().text("hash")).contains(event.hash());
    assertThat(message.data().text("id")).contains(event.id());
    assertThat(message.timestamp()).isEqualTo("1795348800");
    assertThat(message.signature()).isEqualTo("v1," + signed(secret, message));
  }

  /** As Standard Webhooks tells receivers to check it. */
  private static String signed(String secret, Receiver.Received message)
      throws GeneralSecurityException {
    assertThat(secret).matches("whsec_[A-Za-z0-9+/=]{44}");
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
    var text = message.id() + "." + message.timestamp() + "." + message.body();
    return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
  }

  @Test
  void whatIsNoNewsIsNotSent() throws InterruptedException {
    hook();
    publish("1.1.0");
    tell();
    assertThat(receiver.received()).isEmpty();
  }

  @Test
  @Covers("P28")
  void whatDoesNotArriveIsTriedAgainUnderTheSameIdAndNothingOvertakesIt()
      throws InterruptedException {
    hook();
    receiver.answers(503, "");
    var id = trust("acme/rocket");
    remove(id);
    tell();
    tell();
    assertThat(receiver.types()).containsExactly("publisher-added");

    registry.clock().advance(Duration.ofSeconds(5));
    tell();
    assertThat(receiver.types()).containsExactly("publisher-added", "publisher-added");

    receiver.answers(200, "");
    registry.clock().advance(Duration.ofSeconds(10));
    tell();
    assertThat(receiver.types())
        .containsExactly(
            "publisher-added", "publisher-added", "publisher-added", "publisher-removed");
    assertThat(receiver.received().stream().map(Receiver.Received::id).distinct()).hasSize(2);
  }

  @Test
  void severalServersSendItOnce() {
    hook();
    IntStream.range(0, 10).forEach(i -> trust("acme/rocket" + i));
    AtOnce.all(
        IntStream.range(0, 8),
        i -> {
          try {
            registry.tell();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          return i;
        });
    assertThat(receiver.received().stream().map(each -> seq(each.data())))
        .hasSize(10)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  /** A server that was killed had taken it, and did not come to say that it was sent. */
  @Test
  void whatAKilledServerHadTakenIsSentByAnother() throws InterruptedException {
    hook();
    receiver.answers(503, "");
    trust("acme/rocket");
    tell();
    registry.sql("UPDATE delivery SET taken_until = ?", later(Duration.ofMinutes(2)));
    receiver.answers(200, "");

    registry.restarted();
    registry.clock().advance(Duration.ofMinutes(1));
    tell();
    assertThat(receiver.received()).hasSize(1);
    registry.clock().advance(Duration.ofMinutes(1));
    tell();
    assertThat(receiver.received()).hasSize(2);
  }

  @Test
  void whatIsNotTakenIsSentAfterARestart() throws InterruptedException {
    hook();
    trust("acme/rocket");
    registry.restarted();
    tell();
    assertThat(receiver.types()).containsExactly("publisher-added");
  }

  @Test
  @Covers("P28")
  void whatNeverArrivesIsGivenUpLoudlyAndTheNextIsTried() throws InterruptedException {
    hook();
    receiver.answers(500, "");
    remove(trust("acme/rocket"));
    tellUntilGivenUp();

    assertThat(receiver.received().stream().filter(each -> each.type().equals("publisher-added")))
        .hasSize(12);
    assertThat(kinds()).contains("notification-failed").doesNotContain("webhook-disabled");
    receiver.answers(204, "");
    registry.clock().advance(LONGEST_PAUSE);
    tell();
    assertThat(receiver.types()).contains("publisher-removed");
  }

  @Test
  void aWebhookThatFailsForDaysIsSwitchedOff() throws InterruptedException {
    hook();
    receiver.answers(500, "");
    var id = trust("acme/rocket");
    tellUntilGivenUp();
    registry.clock().advance(Duration.ofDays(3));
    remove(id);
    IntStream.range(0, 3).forEach(i -> trust("acme/other" + i));
    tellUntilGivenUp();

    assertThat(kinds()).contains("webhook-disabled");
    int before = receiver.received().size();
    registry.clock().advance(LONGEST_PAUSE);
    tell();
    assertThat(receiver.received()).hasSize(before);
    assertThat(registry.terminal().run("webhook", "list").out())
        .contains("off: nothing has arrived for days; the last time it answered 500");
  }

  @Test
  void aWebhookThatSaysItIsGoneIsSwitchedOffUntilSomebodySwitchesItOn()
      throws InterruptedException {
    hook();
    receiver.answers(410, "");
    trust("acme/rocket");
    tell();
    assertThat(kinds()).contains("webhook-disabled");
    trust("acme/lost");
    tell();

    receiver.answers(200, "");
    registry.terminal().run("webhook", "enable", hookId());
    trust("acme/other");
    tell();
    assertThat(receiver.received()).hasSize(2);
    assertThat(receiver.received().getLast().summary()).contains("acme/other");
  }

  @Test
  @Covers("P28")
  void aRedirectIsNotFollowed() throws InterruptedException {
    hook();
    receiver.answers(302, "");
    trust("acme/rocket");
    tell();
    assertThat(receiver.received()).hasSize(1);
    assertThat(deliveries().getFirst().text("outcome")).contains("it answered 302");
  }

  @Test
  void howMuchIsAnsweredDoesNotMatter() throws InterruptedException {
    hook("--package", "rocket");
    receiver.answers(200, "x".repeat(3_000_000));
    trust("acme/rocket");
    tell();
    assertThat(deliveries().getFirst().text("state")).contains("delivered");
  }

  @Test
  void ownersSeeWhatBecameOfTheLatestDeliveries() throws InterruptedException {
    hook("--package", "rocket");
    receiver.answers(500, "");
    trust("acme/rocket");
    tell();
    var delivery = deliveries().getFirst();
    assertThat(delivery.text("state")).contains("waiting");
    assertThat(delivery.text("outcome")).contains("it answered 500");
    assertThat(delivery.text("nextAt")).isPresent();
  }

  @Test
  void anOrganizationsWebhookHearsOfAllThatIsItsOwn() throws InterruptedException {
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    hook("--organization", "acme");
    var inScope = TestPackage.of("@acme/kit", "1.0.0");
    registry.with(registry.token("alice", true)).put(inScope.path(), inScope.document());
    Trusting.add(alice, "@acme/kit", Trusting.github("acme/kit"));
    Trusting.add(alice, "@acme/*", Trusting.github("acme/all"));
    trust("acme/rocket");
    tell();
    assertThat(receiver.received().stream().map(each -> each.data().text("package").orElseThrow()))
        .containsExactly("@acme/kit", "@acme/*");
  }

  @Test
  void theOperatorTestsOne() {
    hook();
    var sent = registry.terminal().run("webhook", "test", hookId());
    SENTENCES.check("it arrived", sent.out());
    assertThat(receiver.types()).containsExactly("webhook-test");
    receiver.answers(500, "");
    var failed = registry.terminal().run("webhook", "test", hookId());
    assertThat(failed.exit()).isEqualTo(1);
    SENTENCES.check("it did not", failed.err());
  }

  @Test
  @Covers("P28")
  void aPublishDoesNotWaitForAWebhook() throws InterruptedException {
    hook();
    registry.trust("rocket", workflow("acme/rocket"));
    receiver.close();
    publish("1.2.0");
    tell();
    SENTENCES.check(deliveries().getFirst().text("outcome").orElseThrow());
  }

  /** Adds a webhook as the operator; returns its secret. */
  private String hook(String... subject) {
    var arguments = new ArrayList<>(List.of("webhook", "add", receiver.address(), "--internal"));
    arguments.addAll(List.of(subject));
    var said = registry.terminal().run(arguments.toArray(String[]::new));
    assertThat(said.exit()).as(said.err()).isZero();
    return said.out().lines().toList().getLast();
  }

  private String hookId() {
    var listed = registry.terminal().run("webhook", "list").out();
    return listed.substring(0, listed.indexOf(' '));
  }

  private List<JsonObject> deliveries() {
    registry.sql("UPDATE account SET admin = TRUE");
    return Trusting.list(owner().get("/-/api/v1/webhooks/" + hookId() + "/deliveries"));
  }

  private void publish(String version) {
    var release = TestPackage.of("rocket", version);
    var answer =
        registry.with(registry.token("alice", true)).put(release.path(), release.document());
    assertThat(answer.status()).isEqualTo(201);
  }

  /** Alice, however long ago the sign-in was. */
  private Client owner() {
    return registry.with(registry.session("alice"));
  }

  private String trust(String repository) {
    return Trusting.add(owner(), "rocket", Trusting.github(repository));
  }

  private void remove(String publisher) {
    assertThat(owner().delete(Trusting.path("rocket") + "/" + publisher).status()).isEqualTo(204);
  }

  private void tell() throws InterruptedException {
    registry.tell();
  }

  /** As often as it takes until the first that waits is given up. */
  private void tellUntilGivenUp() throws InterruptedException {
    for (int i = 0; i < 12; i++) {
      tell();
      registry.clock().advance(LONGEST_PAUSE);
    }
  }

  private long later(Duration step) {
    return registry.clock().instant().plus(step).toEpochMilli();
  }

  private List<String> kinds() {
    return registry.events().stream().map(each -> each.kind().wire()).toList();
  }

  private static long seq(JsonObject data) {
    return ((JsonNumber) data.get("seq").orElseThrow()).safeInteger().orElseThrow();
  }
}
