package dev.imprimatur.doors.issuers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.CiSystem;
import dev.imprimatur.testkit.ci.CiSystems;
import dev.imprimatur.testkit.ci.Job;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What jobs of every CI system get here that its operator has added. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CiSystemTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private final TestRegistry registry = TestRegistry.start();
  private final Map<String, FakeIssuer> issuers = new HashMap<>();

  @BeforeAll
  void open() throws IOException {
    registry.addUser("alice", false);
    for (var scene : CiScenes.ALL) {
      add(scene);
      trust(scene);
    }
  }

  @AfterAll
  void close() {
    issuers.values().forEach(FakeIssuer::close);
    registry.close();
  }

  /** It is asked for its keys on loopback; a trust domain has none to ask. */
  private void add(CiScene scene) throws IOException {
    var system = scene.system();
    var issuer = FakeIssuer.start(system, registry.clock(), TestRegistry.KEY);
    issuers.put(system.id(), issuer);
    var words = new ArrayList<>(List.of("issuer", "add", system.id(), issuer.issuer()));
    words.addAll(scene.terms());
    if (issuer.issuer().startsWith("http:")) {
      words.add("--internal");
    } else {
      var file = registry.folder().resolve(system.id() + ".json");
      Files.writeString(file, issuer.keySetJson());
      words.addAll(List.of("--keys", file.toString()));
    }
    run(words);
  }

  private void trust(CiScene scene) {
    var issuer = issuer(scene).issuer();
    var words = new ArrayList<>(List.of("trust", "add", scene.packageName(), scene.system().id()));
    words.addAll(List.of("--issuer", issuer, "--owner", "alice"));
    scene.trusted().forEach(word -> words.add(word.replace("{server}", server(scene))));
    run(words);
  }

  private void run(List<String> words) {
    var said = registry.terminal().run(words.toArray(String[]::new));
    assertThat(said.exit()).as("%s %s", words, said.err()).isZero();
  }

  private FakeIssuer issuer(CiScene scene) {
    return Objects.requireNonNull(issuers.get(scene.system().id()));
  }

  static Stream<CiScene> scenes() {
    return CiScenes.ALL.stream();
  }

  /** What one job is told, and why. */
  record Refusal(CiScene scene, CiScene.Refused refused) {
    @Override
    public String toString() {
      return scene + ": " + refused.what();
    }
  }

  static Stream<Refusal> refusals() {
    return scenes()
        .flatMap(scene -> scene.refused().stream().map(refused -> new Refusal(scene, refused)));
  }

  @Test
  void everyProviderHasItsFake() {
    assertThat(CiSystems.ALL.stream().map(CiSystem::id))
        .containsExactlyInAnyOrderElementsOf(Providers.ALL.stream().map(Provider::id).toList());
  }

  @Test
  void everyCiSystemHasAScene() {
    var ids = CiSystems.ALL.stream().map(CiSystem::id).filter(id -> !id.equals("github"));
    assertThat(scenes().map(scene -> scene.system().id())).containsExactlyElementsOf(ids.toList());
    assertThat(scenes()).allMatch(scene -> scene.refused().size() >= 2);
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void aTrustedJobPublishes(CiScene scene) {
    var name = scene.packageName();
    var minted = exchange(scene, scene.job());
    assertThat(minted.status()).as(minted.text()).isEqualTo(201);
    var token = minted.json().text("token").orElseThrow();
    var published = registry.with(token).put("/" + name, TestPackage.of(name, "1.0.0").document());
    assertThat(published.status()).as(published.text()).isEqualTo(201);
    assertThat(registry.versions(name)).hasSize(1);
    assertThat(registry.logged()).noneMatch(line -> line.contains("a claim that is new to us"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void anotherJobIsToldWhy(Refusal refusal) {
    var scene = refusal.scene();
    // Somebody is trusted already, and so what is configured may be told.
    exchange(scene, scene.job());
    var answer = exchange(scene, refusal.refused().job());
    assertThat(answer.problem()).as(answer.text()).isEqualTo(refusal.refused().problem());
    SENTENCES.check(refusal.toString(), answer.message(), addresses(scene));
    assertThat(registry.rows("version")).isLessThanOrEqualTo(CiScenes.ALL.size());
  }

  /** Ports differ from run to run; a trust domain is the same in all of them. */
  private Map<String, String> addresses(CiScene scene) {
    var issuer = issuer(scene).issuer();
    if (!issuer.startsWith("http:")) {
      return Map.of();
    }
    var server = server(scene);
    return Map.of("{issuer}", issuer, "{server}", server, "{host}", server.replace("http://", ""));
  }

  private String server(CiScene scene) {
    return issuer(scene).issuer().replaceFirst("(:\\d+)/.*", "$1");
  }

  /** Each token is of another second; those without an id are the same otherwise. */
  private Client.Answer exchange(CiScene scene, Job job) {
    registry.clock().advance(Duration.ofSeconds(1));
    return registry.exchange(scene.packageName(), issuer(scene).sign(job, TestRegistry.AUDIENCE));
  }
}
