package dev.imprimatur.doors.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Plans as large as they may be, and larger. */
final class LargePlanTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final int EACH = 10;
  private static final int PUBLISHERS_MAX = 2000;
  private static final int PACKAGES_MAX = 1000;
  private static final int PENDING_MAX = 100;

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    assertThat(registry.terminal().run("org", "add", "acme", "--owner", "alice").exit()).isZero();
    alice = registry.with(registry.session("alice"));
    // The ids of so many projects would be asked for one by one.
    registry.lookups().fail(true);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static String plan(int targets, int publishersOfLast) {
    return IntStream.rangeClosed(1, targets)
        .mapToObj(
            i -> "'@acme/part-%d-*':%s".formatted(i, of(i < targets ? EACH : publishersOfLast)))
        .collect(Collectors.joining(",", "{'packages':{", "}}"))
        .replace('\'', '"');
  }

  private static String of(int publishers) {
    return IntStream.range(0, publishers)
        .mapToObj(i -> Trusting.github("acme/kit-" + i))
        .collect(Collectors.joining(",", "{'publishers':[", "]}"));
  }

  @Test
  @Covers("B415")
  void aPlanOfTooManyPublishersIsRefusedAtOnceAndTheLargestIsTaken() {
    int targets = PUBLISHERS_MAX / EACH;
    for (var step : List.of("plan", "apply")) {
      var refused = alice.post("/-/api/v1/trust/" + step, plan(targets + 1, 1));
      assertThat(refused.status()).isEqualTo(400);
      SENTENCES.refused("publishers", refused, "invalid-publisher");
    }
    assertThat(registry.lookups().hosts())
        .as("nobody is asked for a plan that is refused")
        .isEmpty();

    var planned = alice.post("/-/api/v1/trust/plan", plan(targets, EACH));
    assertThat(planned.status()).as(planned.text()).isEqualTo(200);
    assertThat(planned.json().array("steps").map(JsonArray::items).orElseThrow())
        .hasSize(PUBLISHERS_MAX);
    assertThat(registry.rows("publisher")).isZero();
  }

  /** Of so many steps, the one that cannot be is named; nothing of the others is done. */
  @Test
  void aPlanThatIsRefusedNamesTheStepThatFailed() {
    var waiting =
        IntStream.rangeClosed(100, 100 + PENDING_MAX)
            .mapToObj(i -> "'part-%d':%s".formatted(i, of(1)))
            .collect(Collectors.joining(",", "{'packages':{", "}}"))
            .replace('\'', '"');
    for (var step : List.of("plan", "apply")) {
      var refused = alice.post("/-/api/v1/trust/" + step, waiting);
      assertThat(refused.status()).as(refused.text()).isEqualTo(409);
      SENTENCES.refused("waiting", refused, "too-many-pending");
    }
    assertThat(registry.rows("publisher")).isZero();
  }

  @Test
  @Covers("B415")
  void aPlanForTooManyPackagesIsRefused() {
    var names =
        IntStream.rangeClosed(0, PACKAGES_MAX)
            .mapToObj(i -> "\"@acme/part-%d\":{\"publishers\":[]}".formatted(i))
            .toList();
    var most = "{\"packages\":{" + String.join(",", names.subList(1, names.size())) + "}}";
    assertThat(alice.post("/-/api/v1/trust/plan", most).status()).isEqualTo(200);
    var refused =
        alice.post("/-/api/v1/trust/plan", "{\"packages\":{" + String.join(",", names) + "}}");
    assertThat(refused.status()).isEqualTo(400);
    SENTENCES.refused("packages", refused, "invalid-publisher");
  }
}
