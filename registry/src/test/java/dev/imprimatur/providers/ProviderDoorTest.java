package dev.imprimatur.providers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.testkit.Forgery;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The recorded claims of every provider, signed and brought to a running registry, by jobs that are
 * trusted and by those that only look like it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProviderDoorTest {
  private static final int TOKEN_LENGTH_MAX = 16 * 1024;

  /** Which recorded claims show which attacks; each is refused, or taken if its folder says so. */
  private static final Map<String, List<String>> ROWS =
      Map.ofEntries(
          Map.entry("C03", List.of("github/resurrected", "gitea/taken-anew", "azure/made-anew")),
          Map.entry("C05", List.of("github/transferred")),
          Map.entry("C16", List.of("github/strangers-called-workflow")),
          Map.entry("C24", List.of("github/pull-request-target", "github/workflow-run")),
          Map.entry("C27", List.of("github/branch-like-a-tag", "buildkite/branch-like-a-tag")),
          Map.entry("C32", List.of("github/self-hosted", "gitlab/self-hosted")),
          Map.entry("C33", List.of("circleci/ssh", "circleci/ssh-as-text", "circleci/ssh-unsaid")),
          Map.entry("C34", List.of("circleci/other-organization", "circleci/root-issuer")),
          Map.entry("C35", List.of("circleci/other-organization-than-its-issuer")),
          Map.entry("C36", List.of("circleci/fork")),
          Map.entry(
              "C37",
              List.of(
                  "circleci/context-missing", "circleci/context-no-list", "circleci/upper-case")),
          Map.entry("C38", List.of("gitlab/fork", "gitlab/fork-that-is-trusted")),
          Map.entry("C39", List.of("gitlab/fork-on-an-old-instance", "gitlab/merge-request")),
          Map.entry(
              "C41",
              List.of(
                  "gitlab/no-file",
                  "gitlab/no-file-at-all",
                  "gitlab/file-of-another-project",
                  "gitlab/file-on-another-host",
                  "gitlab/double-slash")),
          Map.entry("C43", List.of("gitlab/moved-group", "gitlab/path-taken-anew")),
          Map.entry("C44", List.of("gitlab/log-in", "google/person")),
          Map.entry("C45", List.of("google/made-anew")),
          Map.entry(
              "C46", List.of("google/person", "google/unverified", "google/verified-as-text")),
          Map.entry("C47", List.of("kubernetes/made-anew", "kubernetes/secret")),
          Map.entry("C48", List.of("buildkite/ids-gone", "buildkite/no-ids")),
          Map.entry("C49", List.of("azure/service-connection", "azure/connection-in-disguise")),
          Map.entry("C50", List.of("bitbucket/slug-taken")),
          Map.entry("C51", List.of("jenkins/decoded-branch", "jenkins/slash-left-out")),
          Map.entry(
              "C52",
              List.of(
                  "spiffe/trailing-slash",
                  "spiffe/upper-case-domain",
                  "spiffe/dot-segments",
                  "spiffe/other-domain")),
          Map.entry("C201", List.of("buildkite/other-pipeline-of-the-organization")),
          Map.entry(
              "C202",
              List.of(
                  "gitlab/neighbour-below-another-path",
                  "gitlab/host-without-its-path",
                  "gitlab/issuer-of-its-own-unsaid")),
          Map.entry(
              "C203",
              List.of("gitlab/file-of-a-strangers-project", "gitlab/file-at-another-address")),
          Map.entry(
              "C204", List.of("github/tag-with-four-numbers", "github/tag-that-is-no-version")));

  /** A token without an issuer is told by its trust domain, which is looked for before all else. */
  private static final Map<String, String> REFUSED_SOONER =
      Map.of(
          "spiffe/longer-domain", "issuer-unknown",
          "spiffe/other-domain", "issuer-unknown",
          "spiffe/upper-case-domain", "token-malformed");

  private final Map<Issuer, TestRegistry> registries = new HashMap<>();

  @AfterAll
  void close() {
    registries.values().forEach(TestRegistry::close);
  }

  static Stream<Sample> samples() {
    return Sample.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  @Covers({
    "C03", "C05", "C16", "C201", "C202", "C203", "C204", "C24", "C27", "C32", "C33", "C34", "C35",
    "C36", "C37", "C38", "C39", "C41", "C43", "C44", "C45", "C46", "C47", "C48", "C49", "C50",
    "C51", "C52"
  })
  void everybodyGetsWhatTheyDeserve(Sample sample) {
    var registry = registry(sample);
    var saved = save(registry, sample);
    if (!sample.accepted() && saved.status() == 400) {
      // What its issuer does not allow cannot even be saved.
      assertThat(saved.problem()).isEqualTo("invalid-publisher");
      return;
    }
    var publisher = id(saved);
    try {
      judge(registry, sample);
    } finally {
      distrust(registry, sample, publisher);
    }
  }

  private static void judge(TestRegistry registry, Sample sample) {
    var token = token(sample, sample.claims());
    var answer = registry.exchange(name(sample), token);
    if (sample.accepted()) {
      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    } else {
      assertThat(answer.problem())
          .as(answer.text())
          .isEqualTo(
              REFUSED_SOONER.getOrDefault(
                  sample.name(), sample.expected().text("code").orElseThrow()));
    }
  }

  @Test
  void everyRowHasItsClaims() throws NoSuchMethodException {
    var method = getClass().getDeclaredMethod("everybodyGetsWhatTheyDeserve", Sample.class);
    assertThat(new TreeSet<>(ROWS.keySet()))
        .containsExactly(method.getAnnotation(Covers.class).value());
    var known = Sample.all().map(Sample::name).toList();
    assertThat(ROWS.values().stream().flatMap(List::stream)).isSubsetOf(known);
  }

  static Stream<Provider> providers() {
    return Providers.ALL.stream();
  }

  /**
   * A job may have many claims; the longest token that is legal is no trouble, and no longer one.
   */
  @ParameterizedTest
  @MethodSource("providers")
  @Covers("J22")
  void theLongestTokenIsTaken(Provider provider) {
    var sample = Sample.of(provider).filter(Sample::accepted).findFirst().orElseThrow();
    var registry = registry(sample);
    var publisher = id(save(registry, sample));
    int room = (TOKEN_LENGTH_MAX - token(sample, padded(sample, 0)).length()) * 3 / 4 - 4;
    var longest = token(sample, padded(sample, room));
    assertThat(longest.length()).isBetween(TOKEN_LENGTH_MAX - 16, TOKEN_LENGTH_MAX);

    var tooLong = registry.exchange(name(sample), token(sample, padded(sample, room + 32)));
    assertThat(tooLong.problem()).isEqualTo("token-malformed");
    var answer = registry.exchange(name(sample), longest);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    distrust(registry, sample, publisher);
  }

  private static JsonObject padded(Sample sample, int length) {
    return sample.claims().but().and("padding", "x".repeat(length)).build();
  }

  private TestRegistry registry(Sample sample) {
    return registries.computeIfAbsent(
        sample.issuer(),
        issuer -> {
          var registry = TestRegistry.with().issuers(reachable(issuer)).start();
          registry.addUser("alice", false);
          return registry;
        });
  }

  /** The same issuer, with a key of which we have the other half. */
  private static Issuer reachable(Issuer issuer) {
    var key =
        TestRegistry.KEY
            .jwkJson()
            .replace("\"use\":\"sig\"", "\"use\":\"" + issuer.provider().keyUse() + "\"");
    var keys = ("{\"keys\":[" + key + "]}").getBytes(UTF_8);
    var stored =
        new Issuer.StoredKeys(
            Json.readObject(keys, JsonRules.strict(9, 100_000)),
            Instant.parse("2026-11-22T12:00:00Z"));
    return new Issuer(
        issuer.provider(),
        issuer.url(),
        new Issuer.Reach(
            issuer.reach().internal(),
            Optional.of(stored),
            Optional.empty(),
            issuer.reach().server()),
        issuer.terms());
  }

  private static Client alice(TestRegistry registry) {
    return registry.with(registry.session("alice"));
  }

  private static Client.Answer save(TestRegistry registry, Sample sample) {
    var claims = sample.settingsJson().but().and("iss", sample.issuer().url()).build();
    var publisher =
        JsonObject.with("type", sample.provider().id())
            .and("claims", claims)
            .and("pins", sample.json().object("pins").orElse(JsonObject.EMPTY))
            .build();
    return alice(registry).post(path(sample), Json.text(new JsonArray(List.of(publisher))));
  }

  private static String id(Client.Answer saved) {
    assertThat(saved.status()).as(saved.text()).isEqualTo(201);
    return saved.text().replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1");
  }

  private static void distrust(TestRegistry registry, Sample sample, String publisher) {
    var answer = alice(registry).delete(path(sample) + "/" + publisher);
    assertThat(answer.status()).as(answer.text()).isEqualTo(204);
  }

  private static String path(Sample sample) {
    return "/-/package/" + name(sample).replace("/", "%2f") + "/trust";
  }

  private static String name(Sample sample) {
    return sample.json().text("package").orElseThrow();
  }

  private static String token(Sample sample, JsonObject claims) {
    boolean named = sample.issuer().givesIds();
    var id = sample.name() + claims.text("padding").map(String::length).orElse(0);
    var payload = named ? claims.but().and("jti", id).build() : claims;
    var header = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"key-1\"}";
    return Forgery.compact(header.getBytes(UTF_8), Json.bytes(payload), TestRegistry.KEY.signer());
  }
}
