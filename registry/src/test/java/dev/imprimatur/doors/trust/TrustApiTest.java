package dev.imprimatur.doors.trust;

import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code npm trust}, as the npm client speaks it. */
final class TrustApiTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String TRUST = "/-/package/@acme%2frocket/trust";
  private static final String GITHUB =
      "[{\"type\":\"github\",\"claims\":{\"repository\":\"acme/rocket\","
          + "\"workflow_ref\":{\"file\":\"publish.yml\"},\"environment\":\"production\"},"
          + "\"permissions\":[\"createPackage\",\"createStagedPackage\"]}]";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    alice = registry.maintainerOf("@acme/rocket", "alice");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void aPublisherIsAddedListedUsedAndRevoked() {
    assertThat(alice.get(TRUST).text()).isEqualTo("[]");
    Approved.check("trust-add", Approved.reply(alice.post(TRUST, GITHUB)));
    Approved.check("trust-list", Approved.reply(alice.get(TRUST)));

    var claims = job("acme/rocket").environment("production").with("run_id", "7");
    var minted = registry.with(registry.minted("@acme/rocket", claims));
    assertThat(minted.get("/-/whoami").json().text("username"))
        .contains("GitHub Actions, trusted publisher of @acme/rocket");
    assertThat(
            minted
                .put("/@acme%2frocket", TestPackage.of("@acme/rocket", "1.1.0").document())
                .status())
        .isEqualTo(201);

    var id = registry.events().getLast().actor().replace("publisher:", "");
    var revoked = alice.delete(TRUST + "/" + id);
    assertThat(revoked.status()).isEqualTo(204);
    assertThat(alice.get(TRUST).text()).isEqualTo("[]");
    assertThat(minted.get("/-/whoami").status()).isEqualTo(401);
    Approved.check("events-of-trust", Approved.events(registry.events()));
  }

  @Test
  void exactlyTheSameTwiceIsAConflict() {
    assertThat(alice.post(TRUST, GITHUB).status()).isEqualTo(201);
    var again = alice.post(TRUST, GITHUB);
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.problem()).isEqualTo("publisher-exists");
    assertThat(alice.post(TRUST, GITHUB.replace("production", "staging")).status()).isEqualTo(201);
  }

  @Test
  void ofSeveralPublishersAllAreAddedOrNone() {
    var two =
        GITHUB
            .replace("}]", "}," + GITHUB.replace("production", "x").substring(1))
            .replace("]]", "]");
    assertThat(alice.post(TRUST, two.replace("\"x\"", "\"production\"")).status()).isEqualTo(409);
    assertThat(alice.get(TRUST).text()).isEqualTo("[]");
    assertThat(alice.post(TRUST, two).status()).isEqualTo(201);
  }

  @Test
  void idsThatAreNoneOfTheProvidersAreRefused() {
    var pinned = GITHUB.replace("\"permissions\"", "\"pins\":{\"owner\":\"1\"},\"permissions\"");

    var answer = alice.post(TRUST, pinned);

    SENTENCES.refused(answer, "invalid-publisher");
  }

  @Test
  @Covers({"P21", "P22"})
  void thereIsALimit() {
    for (int i = 0; i < 10; i++) {
      assertThat(alice.post(TRUST, GITHUB.replace("production", "e" + i)).status()).isEqualTo(201);
    }
    assertThat(alice.post(TRUST, GITHUB).problem()).isEqualTo("too-many-publishers");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "5",
        "[5]",
        "[{}]",
        "[{\"type\":\"jenkins\",\"claims\":{}}]",
        "[{\"type\":\"github\"}]",
        "[{\"type\":\"github\",\"claims\":{\"repository\":\"acme/rocket\"}}]",
        "[{\"type\":\"github\",\"claims\":{\"workflow_ref\":{\"file\":\"a.yml\"}}}]",
        "REPO https://github.com/acme/rocket",
        "REPO acme/rocket.git",
        "REPO acme",
        "REPO acme/rocket/x",
        "REPO acme/..",
        "REPO /rocket",
        "REPO acme rocket",
        "REPO acme/rücket",
        "FILE .github/workflows/publish.yml",
        "FILE ../publish.yml",
        "FILE publish.txt",
        "FILE .yml/",
        "FILE a\\\\b.yml",
        "FILE ",
        "ENV ",
        "ENV \\u0007",
      })
  @Covers({"C14", "P20"})
  void whatCannotWorkIsRefusedWhenItIsSaved(String body) {
    var sent = body;
    if (body.startsWith("REPO ")) {
      sent = GITHUB.replace("acme/rocket", body.substring(5));
    } else if (body.startsWith("FILE ")) {
      sent = GITHUB.replace("publish.yml", body.substring(5));
    } else if (body.startsWith("ENV ")) {
      sent = GITHUB.replace("production", body.substring(4));
    }
    var answer = alice.post(TRUST, sent);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(alice.get(TRUST).text()).isEqualTo("[]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"permissions\":[\"fly\"]",
        "\"permissions\":[5]",
        "\"colour\":\"red\"",
        "\"extra\":1,\"claims\":{\"repository\":\"a/b\",\"workflow_ref\":{\"file\":\"x.yml\"},"
            + "\"iss\":\"https://evil.example\"}",
        "\"claims\":{\"repository\":\"a/b\",\"workflow_ref\":{\"file\":\"x.yml\"},\"actor\":\"x\"}",
        "\"claims\":{\"repository\":[\"a/b\",\"c/d\"],\"workflow_ref\":{\"file\":\"x.yml\"}}",
      })
  void whatIsNotUnderstoodIsRefused(String member) {
    var claims =
        member.contains("\"claims\"")
            ? ""
            : ",\"claims\":{\"repository\":\"a/b\",\"workflow_ref\":{\"file\":\"x.yml\"}}";
    var answer = alice.post(TRUST, "[{\"type\":\"github\"," + member + claims + "}]");
    assertThat(answer.problem()).as(answer.text()).isEqualTo("invalid-publisher");
  }

  @Test
  @Covers({"P01", "P25"})
  void onlyAnOwnerWhoSignedInDecides() {
    registry.addUser("bob", false);
    registry.addUser("root", true);
    var id = "01a20320-a200-7000-b520-50e95869e138";
    for (var other :
        new Client[] {
          registry.with(registry.session("bob")),
          registry.with(registry.token("bob", true)),
          registry.with(registry.token("alice", true)),
          registry.with(registry.token("root", true)),
        }) {
      assertThat(other.get(TRUST).status()).isEqualTo(403);
      assertThat(other.post(TRUST, GITHUB).status()).isEqualTo(403);
      assertThat(other.delete(TRUST + "/" + id).status()).isEqualTo(403);
    }
    assertThat(registry.anyone().get(TRUST).status()).isEqualTo(401);
    assertThat(registry.anyone().post(TRUST, GITHUB).status()).isEqualTo(401);
    assertThat(registry.with(registry.session("root")).post(TRUST, GITHUB).status()).isEqualTo(201);
  }

  @Test
  @Covers("P24")
  void idsOfOthersAreNotFound() {
    assertThat(alice.post(TRUST, GITHUB).status()).isEqualTo(201);
    var writer = registry.with(registry.token("alice", true));
    assertThat(writer.put("/other", TestPackage.of("other", "1.0.0").document()).status())
        .isEqualTo(201);
    var id = alice.get(TRUST).text().replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1");
    assertThat(alice.delete("/-/package/other/trust/" + id).status()).isEqualTo(404);
    assertThat(alice.delete(TRUST + "/nonsense").status()).isEqualTo(404);
    assertThat(alice.delete(TRUST + "/" + id).status()).isEqualTo(204);
  }
}
