package dev.imprimatur.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PublicUrlTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://npm.acme.example:8443",
        "https://npm.acme.example/npm",
        "https://npm.acme.example:443/npm"
      })
  void whoeverSharesAHostIsTold(String address) {
    var url = PublicUrl.configured(URI.create(address));
    assertThat(url.sharing().orElseThrow()).contains("every registry at npm.acme.example,");
    assertThat(url.audiences()).contains("npm:npm.acme.example");
  }

  @Test
  void aHostOfItsOwnAndTheOwnMachineAreNoNews() {
    var alone = PublicUrl.configured(URI.create("https://npm.acme.example"));
    assertThat(alone.sharing()).isEmpty();
    assertThat(alone.audiences()).containsExactly("npm:npm.acme.example");
    assertThat(PublicUrl.thisMachine(4873).sharing()).isEmpty();
  }

  /** Else all goes well until a tarball is fetched, and then nothing says why. */
  @Test
  void whoComesByAnotherAddressIsTold() {
    var url = PublicUrl.configured(URI.create("https://npm.acme.example"));
    for (var host : List.of("npm.acme.example", "NPM.acme.example:443", "127.0.0.1:4873")) {
      assertThat(url.mistaken(host)).isEmpty();
    }
    for (var host : List.of("10.0.0.7:4873", "npm.acme.example:4873", "npm.acme.example:80")) {
      assertThat(url.mistaken(host).orElseThrow())
          .contains("You came by " + host + ",", "https://npm.acme.example/");
    }
    assertThat(url.mistaken("a\r\nb: c").orElseThrow()).doesNotContain("\n");
  }

  /** Only this machine can connect then, so that there is a proxy which nobody spoke of. */
  @Test
  void whoComesThroughAProxyToARegistryWithoutAnAddressIsTold() {
    var url = PublicUrl.thisMachine(4873);
    assertThat(url.mistaken("npm.acme.example").orElseThrow())
        .contains("You came by npm.acme.example,", "http://localhost:4873/", "publicUrl");
    assertThat(url.mistaken("127.0.0.1:4873")).isEmpty();
    assertThat(url.mistaken("localhost")).isEmpty();
  }
}
