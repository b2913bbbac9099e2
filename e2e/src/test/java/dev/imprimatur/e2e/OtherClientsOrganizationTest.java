package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@code pnpm team}, {@code access} and {@code owner} make of our answers. */
@ExtendWith(E2eEnvironments.OfClass.class)
final class OtherClientsOrganizationTest {
  private final E2eEnvironment surroundings;

  OtherClientsOrganizationTest(E2eEnvironments environments) {
    surroundings = environments.only();
  }

  @Test
  void pnpm() {
    var pnpm = Clients.orSkip(Clients.pnpm());
    surroundings.operator().run("org", "add", "crew", "--owner", E2eEnvironment.OWNER);
    surroundings.operator().addUser("bob");
    surroundings.operator().run("org", "member", "crew", "bob");
    surroundings.publish("@crew/kit", "1.0.0");
    var alice =
        surroundings
            .machine(pnpm)
            .token(surroundings.server(), surroundings.owner().token())
            .file(".npmrc", "registry=" + surroundings.url() + "\n");
    alice.npm("team", "create", "@crew:deck").done();
    assertThat(alice.npm("team", "ls", "@crew").done().out())
        .contains("@crew:deck", "@crew:developers");
    alice.npm("team", "add", "@crew:deck", "bob").done();
    assertThat(alice.npm("team", "ls", "@crew:deck").done().out()).contains("bob");
    alice.npm("access", "grant", "read-only", "@crew:deck", "@crew/kit").done();
    assertThat(alice.npm("access", "list", "packages", "@crew:deck").done().out())
        .contains("@crew/kit: read");
    assertThat(alice.npm("access", "list", "collaborators", "@crew/kit").done().out())
        .contains("bob: read-write");
    assertThat(alice.npm("access", "get", "status", "@crew/kit").done().out())
        .contains("access: public");
    alice.npm("access", "revoke", "@crew:deck", "@crew/kit").done();
    alice.npm("team", "rm", "@crew:deck", "bob").done();
    alice.npm("team", "destroy", "@crew:deck").done();
    alice.npm("owner", "add", "@crew/kit", "bob").done();
    assertThat(alice.npm("owner", "ls", "@crew/kit").done().out())
        .contains(E2eEnvironment.OWNER)
        .doesNotContain("bob");
  }
}
