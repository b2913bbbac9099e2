package dev.imprimatur.e2e;

import static dev.imprimatur.e2e.ClientColumn.NPM_11;
import static dev.imprimatur.e2e.ClientColumn.NPM_12;
import static dev.imprimatur.e2e.ClientColumn.PNPM;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** The commands about who has which right. */
final class RightsRows {
  private RightsRows() {}

  static List<CommandRow> rows() {
    return List.of(
        CommandRow.of("`owner ls`").works(RightsRows::ownerList, NPM_11, NPM_12, PNPM),
        CommandRow.of("`owner add`, `rm`").works(RightsRows::owners, NPM_11, NPM_12, PNPM),
        CommandRow.of("`access get status`").works(RightsRows::status, NPM_11, NPM_12, PNPM),
        CommandRow.of("`access set status=private`, `public`")
            .works(RightsRows::visibility, NPM_11, NPM_12, PNPM),
        CommandRow.of("`access set mfa=publish`, `automation`, `none`")
            .works(RightsRows::publishing, NPM_11, NPM_12, PNPM),
        CommandRow.of("`access list packages` of a user, an organization, a team")
            .works(RightsRows::packages, NPM_11, NPM_12, PNPM),
        CommandRow.of("`access list collaborators`")
            .works(RightsRows::collaborators, NPM_11, NPM_12, PNPM),
        CommandRow.of("`access grant`, `revoke`").works(RightsRows::grants, NPM_11, NPM_12, PNPM),
        CommandRow.of("`team create`, `ls`, `add`, `rm`, `destroy`")
            .works(RightsRows::teams, NPM_11, NPM_12, PNPM),
        CommandRow.of("`org ls`, `set`, `rm`").works(RightsRows::members, NPM_11, NPM_12));
  }

  private static ClientMachine alice(ClientScene scene) {
    return scene.machine(scene.alice());
  }

  private static void ownerList(ClientScene scene) {
    scene.existing("owned", "1.0.0");
    assertThat(alice(scene).npm("owner", "ls", "owned").done().out()).contains("alice");
  }

  private static void owners(ClientScene scene) {
    scene.existing("shared", "1.0.0");
    var words =
        scene.isIn(PNPM)
            ? new String[] {"owner", "add", "shared", "bob"}
            : new String[] {"owner", "add", "bob", "shared"};
    var machine = alice(scene);
    var invited = machine.npm(words).done();
    if (scene.client().isNpm()) {
      assertThat(invited.err()).contains("Nothing has changed yet: bob was invited");
    }
    assertThat(scene.owners("shared")).containsExactly("alice");
    scene.accept(scene.bob());
    assertThat(scene.owners("shared")).containsExactlyInAnyOrder("alice", "bob");
    words[1] = "rm";
    machine.npm(words).done();
    assertThat(scene.owners("shared")).containsExactly("alice");
  }

  private static void status(ClientScene scene) {
    scene.existing("seen", "1.0.0");
    assertThat(alice(scene).npm("access", "get", "status", "seen").done().out()).contains("public");
  }

  private static void visibility(ClientScene scene) {
    scene.existing("@crew/hidden", "1.0.0");
    var machine = alice(scene);
    machine.npm("access", "set", "status=private", "@crew/hidden").done();
    assertThat(scene.status("", "/@crew%2fhidden")).isEqualTo(404);
    machine.npm("access", "set", "status=public", "@crew/hidden").done();
    assertThat(scene.status("", "/@crew%2fhidden")).isEqualTo(200);
  }

  private static void publishing(ClientScene scene) {
    scene.existing("guarded", "1.0.0");
    var machine = alice(scene);
    var before = rule(scene);
    machine.npm("access", "set", "mfa=publish", "guarded").done();
    var strict = rule(scene);
    assertThat(strict).isNotEqualTo(before);
    if (!scene.isIn(PNPM)) {
      machine.npm("access", "set", "mfa=automation", "guarded").done();
      assertThat(rule(scene)).isNotEqualTo(strict);
    }
    machine.npm("access", "set", "mfa=none", "guarded").done();
    assertThat(rule(scene)).isEqualTo(before);
  }

  private static Object rule(ClientScene scene) {
    return scene.see("/-/package/guarded/access").value();
  }

  private static void packages(ClientScene scene) {
    scene.existing("@crew/listed", "1.0.0");
    scene.existing("listed-of-alice", "1.0.0");
    var machine = alice(scene);
    assertThat(machine.npm("access", "list", "packages", "alice").done().out())
        .contains("listed-of-alice");
    assertThat(machine.npm("access", "list", "packages", "@crew").done().out())
        .contains("@crew/listed");
    assertThat(machine.npm("access", "list", "packages", "@crew:developers").done().out())
        .contains("@crew/listed");
  }

  private static void collaborators(ClientScene scene) {
    scene.existing("@crew/many", "1.0.0");
    assertThat(alice(scene).npm("access", "list", "collaborators", "@crew/many").done().out())
        .contains("bob: read");
  }

  private static void grants(ClientScene scene) {
    scene.existing("@crew/granted", "1.0.0");
    scene.put(scene.alice(), "/-/org/crew/team", Map.of("name", "deck"));
    var machine = alice(scene);
    machine.npm("access", "grant", "read-only", "@crew:deck", "@crew/granted").done();
    assertThat(scene.see("/-/team/crew/deck/package").text("@crew/granted")).isEqualTo("read");
    machine.npm("access", "grant", "read-write", "@crew:deck", "@crew/granted").done();
    assertThat(scene.see("/-/team/crew/deck/package").text("@crew/granted")).isEqualTo("write");
    machine.npm("access", "revoke", "@crew:deck", "@crew/granted").done();
    assertThat(scene.see("/-/team/crew/deck/package").names()).isEmpty();
  }

  private static void teams(ClientScene scene) {
    var machine = alice(scene);
    machine.npm("team", "create", "@crew:bridge").done();
    assertThat(machine.npm("team", "ls", "@crew").done().out()).contains("bridge", "developers");
    machine.npm("team", "add", "@crew:bridge", "bob").done();
    assertThat(scene.see("/-/team/crew/bridge/user?format=cli").texts()).containsExactly("bob");
    assertThat(machine.npm("team", "ls", "@crew:bridge").done().out()).contains("bob");
    machine.npm("team", "rm", "@crew:bridge", "bob").done();
    assertThat(scene.see("/-/team/crew/bridge/user?format=cli").texts()).isEmpty();
    machine.npm("team", "destroy", "@crew:bridge").done();
    assertThat(scene.see("/-/org/crew/team?format=cli").texts()).doesNotContain("crew:bridge");
  }

  private static void members(ClientScene scene) {
    var heidi = scene.person("heidi");
    var machine = alice(scene);
    assertThat(machine.npm("org", "ls", "crew").done().out()).contains("bob - developer");
    assertThat(machine.npm("org", "set", "crew", "heidi", "developer").done().err())
        .contains("Nothing has changed yet: heidi was invited");
    scene.accept(heidi);
    assertThat(scene.see("/-/org/crew/user").text("heidi")).isEqualTo("developer");
    machine.npm("org", "set", "crew", "heidi", "admin").done();
    assertThat(scene.see("/-/org/crew/user").text("heidi")).isEqualTo("admin");
    machine.npm("org", "rm", "crew", "heidi").done();
    assertThat(scene.see("/-/org/crew/user").names()).doesNotContain("heidi");
    assertThat(machine.npm("org", "rm", "crew", "alice").refused().err())
        .contains("is the last owner of crew");
  }
}
