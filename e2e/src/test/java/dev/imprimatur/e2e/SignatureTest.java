package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever installs from here can check what they got, before and after the key was rotated. */
final class SignatureTest {
  @TempDir private Path folder;

  private static void audit(E2eEnvironment surroundings, Npm pnpm, String... packages) {
    var machine =
        surroundings
            .machine(pnpm)
            .consumer()
            .file(".npmrc", "registry=" + surroundings.url() + "\n")
            .file("pnpm-workspace.yaml", "minimumReleaseAge: 0\n");
    var add = new ArrayList<>(List.of("add"));
    add.addAll(List.of(packages));
    machine.npm(add.toArray(String[]::new)).done();
    var said = machine.npm("audit", "signatures").done();
    assertThat(said.toString())
        .contains(packages.length + " packages")
        .contains("verified registry signatures");
  }

  @Test
  void pnpmVerifiesWhatItHasInstalled() {
    var pnpm = Clients.orSkip(Clients.pnpm());
    try (var surroundings = E2eEnvironment.open(folder)) {
      surroundings.publish("@acme/signed", "1.0.0");
      surroundings.operator().run("keys", "rotate");
      surroundings.publish("signed", "1.0.0");

      assertThat(surroundings.operator().run("keys", "list").out().lines()).hasSize(2);
      audit(surroundings, pnpm, "@acme/signed", "signed");
    }
  }

  @Test
  void pnpmVerifiesWhatATokenHasSigned() {
    var pnpm = Clients.orSkip(Clients.pnpm());
    var token = SoftToken.fresh(folder.resolve("token"));
    assumeTrue(token.isPresent(), "there is no softhsm2");
    token.get().make("first");
    try (var surroundings = E2eEnvironment.open(folder, token.get().environment("first"))) {
      surroundings.publish("@acme/signed", "1.0.0");
      token.get().make("second");
      var operator = surroundings.operator().with(token.get().environment("second"));
      operator.run("keys", "rotate");
      surroundings.publish("signed", "1.0.0");

      assertThat(operator.run("keys", "list").out().lines()).hasSize(2);
      assertThat(operator.data().resolve("signing-key.pem")).doesNotExist();
      audit(surroundings, pnpm, "@acme/signed", "signed");
    }
  }
}
