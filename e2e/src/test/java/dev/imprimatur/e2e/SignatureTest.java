package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever installs from here can check what he got, before and after the key was rotated. */
final class SignatureTest {
  @TempDir private Path folder;

  private static void publish(Street street, Npm pnpm, String name) {
    var token = street.operator().token(Street.OWNER);
    var desk = street.desk(pnpm).token(street.server(), token).project(name, "1.0.0");
    desk.file(".npmrc", "registry=" + street.url() + "\n");
    desk.npm("publish", "--no-git-checks").done();
  }

  private static void audit(Street street, Npm pnpm, String... packages) {
    var desk =
        street
            .desk(pnpm)
            .consumer()
            .file(".npmrc", "registry=" + street.url() + "\n")
            .file("pnpm-workspace.yaml", "minimumReleaseAge: 0\n");
    for (var each : packages) {
      desk.npm("add", each).done();
    }
    var said = desk.npm("audit", "signatures").done();
    assertThat(said.toString())
        .contains(packages.length + " packages")
        .contains("verified registry signatures");
  }

  @Test
  void pnpmVerifiesWhatItHasInstalled() {
    var pnpm = Clients.orSkip(Clients.pnpm());
    try (var street = Street.open(folder)) {
      publish(street, pnpm, "@acme/signed");
      street.operator().run("keys", "rotate");
      publish(street, pnpm, "signed");

      assertThat(street.operator().run("keys", "list").out().lines()).hasSize(2);
      audit(street, pnpm, "@acme/signed", "signed");
    }
  }

  @Test
  void pnpmVerifiesWhatATokenHasSigned() {
    var pnpm = Clients.orSkip(Clients.pnpm());
    var token = SoftToken.fresh(folder.resolve("token"));
    assumeTrue(token.isPresent(), "there is no softhsm2");
    token.get().make("first");
    try (var street = Street.open(folder, token.get().environment("first"))) {
      publish(street, pnpm, "@acme/signed");
      token.get().make("second");
      var operator = street.operator().with(token.get().environment("second"));
      operator.run("keys", "rotate");
      publish(street, pnpm, "signed");

      assertThat(operator.run("keys", "list").out().lines()).hasSize(2);
      assertThat(operator.data().resolve("signing-key.pem")).doesNotExist();
      audit(street, pnpm, "@acme/signed", "signed");
    }
  }
}
