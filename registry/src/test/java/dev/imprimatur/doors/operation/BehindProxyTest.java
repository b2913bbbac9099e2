package dev.imprimatur.doors.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A proxy on the same machine, and nobody has said what the two are called from outside. */
final class BehindProxyTest {
  private final TestRegistry registry = TestRegistry.with().withoutPublicUrl().start();

  @AfterEach
  void close() {
    registry.close();
  }

  private List<String> warnings() {
    return registry.logged().stream().filter(line -> line.contains("set publicUrl")).toList();
  }

  @Test
  void whoeverIsToldAWrongAddressHearsOfItAndSoDoesTheOperatorOnce() {
    assertThat(registry.anyone().get("/-/ping").header("npm-notice")).isEmpty();
    assertThat(warnings()).isEmpty();
    var outside = registry.anyone().with("x-forwarded-host", "npm.acme.example");
    for (int i = 0; i < 3; i++) {
      assertThat(outside.get("/-/ping").header("npm-notice").orElseThrow())
          .contains("You came by npm.acme.example,", "publicUrl");
    }
    assertThat(warnings()).hasSize(1);
    assertThat(warnings().getFirst()).contains("Clients come by npm.acme.example,");
  }
}
