package dev.imprimatur.doors.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code --access} of a publish where the package exists and is otherwise. */
final class AccessRequestTest {
  /** What yarn 4 sends, with the address of the project's repository. */
  private static final String YARN = "got (https://git.example.com/sindresorhus/got)";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    alice = registry.with(registry.session("alice"));
    var open = TestPackage.of("@acme/open", "1.0.0").access("public");
    assertThat(alice.put("/@acme%2fopen", open.document()).status()).isEqualTo(201);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Client.Answer restricted(String userAgent) {
    var next = TestPackage.of("@acme/open", "1.1.0").access("restricted");
    return alice.with("user-agent", userAgent).put("/@acme%2fopen", next.document());
  }

  private static String notice(Client.Answer answer) {
    return String.join("; ", answer.headers().getOrDefault("npm-notice", List.of()));
  }

  /** Each of these sends what somebody said, and whoever said it wants nobody else to see it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "npm/12.2.0 node/v24.0.0 linux x64 workspaces/false",
        "pnpm/12.21.0 npm/? node/? linux x64",
        "Bun/1.4.5"
      })
  void whatSomebodySaidIsDoneOrRefused(String userAgent) {
    var answer = restricted(userAgent);
    assertThat(answer.problem()).isEqualTo("stays-public");
    assertThat(answer.message())
        .contains("npm access set status=private @acme/open", "Nothing was published");
    assertThat(registry.versions("@acme/open")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {YARN, "something/1.0"})
  void whatYarnSaysByItselfIsToldApart(String userAgent) {
    var answer = restricted(userAgent);
    assertThat(answer.status()).isEqualTo(201);
    assertThat(notice(answer)).contains("is public and stays public");
    assertThat(registry.anyone().get("/@acme%2fopen/1.1.0").status()).isEqualTo(200);
  }

  @Test
  void aNewPackageIsWhatItsClientSays() {
    var next = TestPackage.of("@acme/shut", "1.0.0").access("restricted");
    var answer = alice.with("user-agent", YARN).put("/@acme%2fshut", next.document());
    assertThat(answer.status()).isEqualTo(201);
    assertThat(notice(answer)).doesNotContain("public");
    assertThat(registry.anyone().get("/@acme%2fshut").status()).isEqualTo(404);
  }

  @Test
  void aStagedVersionIsHeldToTheSame() {
    var next = TestPackage.of("@acme/open", "1.1.0").access("restricted").document();
    var npm = alice.with("user-agent", "npm/12.2.0 node/v24.0.0 linux x64");
    var path = "/-/stage/package/@acme%2fopen";
    assertThat(npm.post(path, next).problem()).isEqualTo("stays-public");
    assertThat(alice.with("user-agent", YARN).post(path, next).status()).isEqualTo(201);
  }
}
