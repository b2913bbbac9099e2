package dev.imprimatur.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code npm org}, {@code team}, {@code access} and {@code owner} make of our answers. */
@ParameterizedClass
@Execution(ExecutionMode.CONCURRENT)
@MethodSource("dev.imprimatur.e2e.Clients#all")
@ExtendWith(E2eEnvironments.OfClass.class)
final class OrganizationClientTest {
  private final Npm npm;
  private final E2eEnvironment surroundings;
  private final ClientMachine alice;

  OrganizationClientTest(Npm npm, E2eEnvironments environments) {
    this.npm = npm;
    this.surroundings = environments.of(npm);
    this.alice =
        surroundings.machine(npm).token(surroundings.server(), surroundings.owner().token());
  }

  private Outcome run(ClientMachine machine, String... words) {
    var all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--registry", surroundings.url()));
    return machine.npm(all.toArray(String[]::new));
  }

  private Owner user(String name) {
    surroundings.operator().addUser(name);
    return Owner.signIn(surroundings.server(), name);
  }

  private ClientMachine machine(Owner of) {
    return surroundings.machine(npm).token(surroundings.server(), of.token());
  }

  /** Accepts the only invitation that somebody has; npm has no command for that. */
  private void accept(Owner invitee) {
    try (var web = new Web(invitee.token())) {
      var waiting = new String(web.bytes(surroundings.server().at("/-/api/v1/invitations")), UTF_8);
      var id = waiting.replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
      var accepted = web.post(surroundings.server().at("/-/api/v1/invitations/" + id + "/accept"));
      assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(200);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anOrganizationHasMembersInRoles() {
    surroundings.operator().run("org", "add", "crew", "--owner", E2eEnvironment.OWNER);
    var bob = user("bob");
    var invited = run(alice, "org", "set", "crew", "bob", "developer").done();
    assertThat(invited.err()).contains("Nothing has changed yet: bob was invited");
    assertThat(run(alice, "org", "ls", "crew").done().out()).doesNotContain("bob");
    accept(bob);
    assertThat(run(alice, "org", "ls", "crew").done().out()).contains("bob - developer");
    run(alice, "org", "set", "crew", "bob", "admin").done();
    assertThat(run(machine(bob), "org", "ls", "crew").done().out()).contains("bob - admin");
    assertThat(run(alice, "org", "rm", "crew", E2eEnvironment.OWNER).refused().err())
        .contains("is the last owner of crew");
    assertThat(run(machine(bob), "org", "rm", "crew", "bob").done().err())
        .contains("You belong to no organization of this name");
    assertThat(run(alice, "org", "ls", "crew").done().out()).doesNotContain("bob");
  }

  @Test
  void aTeamMayDoWhatItIsGranted() {
    surroundings.operator().run("org", "add", "ship", "--owner", E2eEnvironment.OWNER);
    var carol = user("carol");
    surroundings.operator().run("org", "member", "ship", "carol");
    alice.project("@ship/kit", "1.0.0", Map.of());
    run(alice, "publish").done();
    run(alice, "team", "create", "@ship:deck").done();
    assertThat(run(alice, "team", "ls", "@ship").done().out())
        .contains("@ship:deck")
        .contains("@ship:developers");
    run(alice, "team", "add", "@ship:deck", "carol").done();
    assertThat(run(alice, "team", "ls", "@ship:deck").done().out()).contains("carol");
    run(alice, "team", "rm", "@ship:developers", "carol").done();
    run(alice, "access", "grant", "read-only", "@ship:deck", "@ship/kit").done();
    assertThat(run(alice, "access", "list", "packages", "@ship:deck").done().out())
        .contains("@ship/kit: read-only");
    assertThat(run(machine(carol), "access", "list", "packages", "@ship").done().out())
        .contains("@ship/kit: read-only");
    assertThat(run(machine(carol), "view", "@ship/kit", "version").done().out()).contains("1.0.0");
    var writer = machine(carol).project("@ship/kit", "1.1.0", Map.of());
    assertThat(run(writer, "publish").refused().err()).contains("and not write to it");
    run(alice, "access", "grant", "read-write", "@ship:deck", "@ship/kit").done();
    run(writer, "publish").done();
    assertThat(run(alice, "access", "list", "collaborators", "@ship/kit").done().out())
        .contains("carol: read-write");
    run(alice, "access", "revoke", "@ship:deck", "@ship/kit").done();
    run(alice, "team", "destroy", "@ship:deck").done();
    assertThat(run(machine(carol), "view", "@ship/kit", "version").refused().err())
        .contains("E404");
  }

  @Test
  void aPackageHasSeveralOwners() {
    var dave = user("dave");
    surroundings.publish("shared", "1.0.0");
    var added = run(alice, "owner", "add", "dave", "shared").done();
    assertThat(added.err()).contains("Nothing has changed yet: dave was invited");
    assertThat(run(alice, "owner", "ls", "shared").done().out()).doesNotContain("dave");
    accept(dave);
    assertThat(run(alice, "owner", "ls", "shared").done().out()).contains("dave");
    run(machine(dave), "owner", "rm", E2eEnvironment.OWNER, "shared").done();
    assertThat(run(alice, "owner", "ls", "shared").done().out())
        .contains("dave")
        .doesNotContain(E2eEnvironment.OWNER);
    assertThat(run(machine(dave), "access", "list", "packages", "dave").done().out())
        .contains("shared: read-write");
  }
}
