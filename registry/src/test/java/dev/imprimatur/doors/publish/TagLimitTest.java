package dev.imprimatur.doors.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Budgets;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A package has only so many dist-tags, however they come to it. */
@OnPostgres
final class TagLimitTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final int TAGS_MAX = 4;

  private final TestRegistry registry = TestRegistry.start(limits());
  private Client alice = registry.anyone();

  private static Limits limits() {
    var usual = Limits.standard().budgets();
    var packuments = usual.packuments();
    return Limits.standard()
        .withBudgets(
            new Budgets(
                usual.workers(),
                new Budgets.Packuments(
                    packuments.bytesMax(),
                    packuments.versionBytes(),
                    packuments.smallBytesMax(),
                    packuments.manifestBytesMax(),
                    TAGS_MAX,
                    packuments.pageBytesMax()),
                usual.quotas()));
  }

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    alice = registry.with(registry.session("alice"));
    assertThat(publish(TestPackage.of("rocket", "1.0.0")).status()).isEqualTo(201);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Client.Answer publish(TestPackage wanted) {
    return alice.put(wanted.path(), wanted.document());
  }

  private Client.Answer tag(String tag) {
    return tag(alice, tag);
  }

  private static Client.Answer tag(Client sender, String tag) {
    return sender.put("/-/package/rocket/dist-tags/" + tag, "\"1.0.0\"");
  }

  private JsonObject tags() {
    return alice.get("/-/package/rocket/dist-tags").json();
  }

  private void fill() {
    for (int i = 1; i < TAGS_MAX; i++) {
      assertThat(tag("pr-" + i).status()).isEqualTo(200);
    }
  }

  @Test
  @Covers("B414")
  void oneTagTooManyIsRefusedByWhicheverWayItComes() {
    fill();
    var added = tag("one-more");
    assertThat(added.status()).isEqualTo(409);
    SENTENCES.refused(added, "too-many-tags");
    var published = publish(TestPackage.of("rocket", "1.1.0").tagged("one-more"));
    assertThat(published.problem()).isEqualTo("too-many-tags");
    var staged =
        alice.post(
            "/-/stage/package/rocket",
            TestPackage.of("rocket", "1.2.0").tagged("one-more").document());
    var id = staged.json().text("stageId").orElseThrow();
    assertThat(alice.post("/-/stage/" + id + "/approve", "").problem()).isEqualTo("too-many-tags");

    assertThat(tags().members()).hasSize(TAGS_MAX).doesNotContainKey("one-more");
    assertThat(registry.versions("rocket")).hasSize(1);
    // What is there may be moved, and what is removed makes room.
    assertThat(publish(TestPackage.of("rocket", "1.1.0")).status()).isEqualTo(201);
    assertThat(tag("pr-1").status()).isEqualTo(200);
    assertThat(alice.delete("/-/package/rocket/dist-tags/pr-1").status()).isEqualTo(200);
    assertThat(alice.post("/-/stage/" + id + "/approve", "").status()).isEqualTo(201);
    assertThat(tags().members()).hasSize(TAGS_MAX).containsKey("one-more");
  }

  /**
   * Each of them alone would have been one that still fits. Each comes with a session of its own:
   * those of one session wait for each other already, as its row is held.
   */
  @Test
  @Covers("B414")
  void manyAtOnceAreNotMoreThanOneByOne() {
    var senders =
        IntStream.range(0, 16).mapToObj(i -> registry.with(registry.session("alice"))).toList();
    for (var round : List.of("a", "b", "c")) {
      var statuses =
          AtOnce.all(IntStream.range(0, 16), i -> tag(senders.get(i), round + "-" + i).status());
      assertThat(statuses).containsOnly(200, 409);
      assertThat(statuses.stream().filter(status -> status == 200)).hasSize(TAGS_MAX - 1);
      assertThat(tags().members()).hasSize(TAGS_MAX);
      for (var tag : List.copyOf(tags().members().keySet())) {
        if (!tag.equals("latest")) {
          assertThat(alice.delete("/-/package/rocket/dist-tags/" + tag).status()).isEqualTo(200);
        }
      }
    }
  }
}
