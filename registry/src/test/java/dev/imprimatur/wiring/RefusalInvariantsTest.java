package dev.imprimatur.wiring;

import static dev.imprimatur.wiring.TestRegistry.job;
import static dev.imprimatur.wiring.TestRegistry.workflow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.logging.Logger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A refusal that changes the registry all the same is found. */
@Isolated("logs secrets, which nobody else may see logged")
final class RefusalInvariantsTest {
  private static final String ELSEWHERE = "GET /rocket";
  private static final String EXCHANGE = "POST /-/npm/v1/oidc/token/exchange/package/rocket";
  private static final String SIGNATURE = "the-signature-of-this-token";

  private final TestRegistry registry = TestRegistry.start();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    registry.pending("rocket", workflow("acme/rocket"), "alice");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private ThrowingCallable refusal(String request, Runnable deed) {
    return refusal(request, "{\"code\":\"token-malformed\"}", deed);
  }

  /** A request that is refused with this text, after this has happened. */
  private ThrowingCallable refusal(String request, String text, Runnable deed) {
    var answer = new Client.Answer(400, Map.of(), ByteBuffer.wrap(text.getBytes(UTF_8)));
    return () ->
        new RefusalInvariants(registry)
            .beside(
                request,
                "header.payload." + SIGNATURE,
                () -> {
                  deed.run();
                  return answer;
                });
  }

  private void refuse() {
    registry.exchange("rocket", "no.good.token");
  }

  @Test
  void whoLeavesNothingBehindIsNotSeen() {
    assertThatCode(refusal(ELSEWHERE, () -> {})).doesNotThrowAnyException();
    assertThatCode(refusal(EXCHANGE, this::refuse)).doesNotThrowAnyException();
  }

  @Test
  void aCredentialIsSeen() {
    assertThatThrownBy(refusal(ELSEWHERE, () -> registry.session("alice")))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aTokenThatWasSpentIsSeen() {
    registry.minted("rocket", job("acme/rocket"));
    assertThatThrownBy(refusal(ELSEWHERE, () -> registry.sql("UPDATE redeemed_token SET uses = 2")))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aPublishIsSeen() {
    var wanted = TestPackage.of("rocket", "1.0.0");
    var writer = registry.with(registry.token("alice", true));
    assertThatThrownBy(refusal(ELSEWHERE, () -> writer.put(wanted.path(), wanted.document())))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aQuestionToAnybodyButAnIssuerIsSeen() {
    registry.lookups().put("elsewhere.example", "192.0.2.1");
    assertThatThrownBy(
            refusal(
                EXCHANGE,
                () -> {
                  refuse();
                  ask("elsewhere.example");
                }))
        .isInstanceOf(AssertionError.class);
  }

  private void ask(String host) {
    try {
      registry.lookups().addresses(host);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anExchangeThatNoEventTellsOfIsSeen() {
    assertThatThrownBy(refusal(EXCHANGE, () -> {})).isInstanceOf(AssertionError.class);
  }

  @Test
  void anExchangeThatIsToldTwiceIsSeen() {
    assertThatThrownBy(
            refusal(
                EXCHANGE,
                () -> {
                  refuse();
                  refuse();
                }))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aTokenInAnAnswerOrALogIsSeen() {
    assertThatThrownBy(refusal(ELSEWHERE, "You sent " + SIGNATURE, () -> {}))
        .isInstanceOf(AssertionError.class);
    var log = Logger.getLogger("dev.imprimatur.wiring.RefusalInvariantsTest");
    assertThatThrownBy(refusal(ELSEWHERE, () -> log.info("They sent " + SIGNATURE)))
        .isInstanceOf(AssertionError.class);
  }

  /** What is answered at the same time is looked at together. */
  @Test
  void ofACrowdNoMoreIsGivenOutThanWasTaken() {
    var invariants = new RefusalInvariants(registry);
    var taken = new Client.Answer(201, Map.of(), ByteBuffer.allocate(0));
    assertThatThrownBy(() ->
            invariants.beside(
                ELSEWHERE,
                "",
                () -> {
                  registry.session("alice");
                  registry.session("alice");
                  invariants.beside(
                      ELSEWHERE,
                      "",
                      () -> new Client.Answer(400, Map.of(), ByteBuffer.allocate(0)));
                  return taken;
                }))
        .isInstanceOf(AssertionError.class);
  }
}
