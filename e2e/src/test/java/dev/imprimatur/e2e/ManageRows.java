package dev.imprimatur.e2e;

import static dev.imprimatur.e2e.ClientColumn.NPM_11;
import static dev.imprimatur.e2e.ClientColumn.NPM_12;
import static dev.imprimatur.e2e.ClientColumn.PNPM;
import static dev.imprimatur.e2e.ClientColumn.YARN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** The commands by which owners change what is there: tags, versions, publishers, what waits. */
final class ManageRows {
  private ManageRows() {}

  static List<CommandRow> rows() {
    return List.of(
        CommandRow.of("`dist-tag ls`, `add`, `rm`")
            .works(ManageRows::tags, NPM_11, NPM_12, PNPM, YARN),
        CommandRow.of("`deprecate`, `undeprecate`")
            .works(ManageRows::deprecate, NPM_11, NPM_12, PNPM),
        CommandRow.of("`unpublish` of a version")
            .works(ManageRows::unpublish, NPM_11, NPM_12, PNPM),
        CommandRow.of("`unpublish --force` of a package")
            .works(ManageRows::unpublishAll, NPM_11, NPM_12, PNPM),
        CommandRow.of("`unpublish` by somebody else, which is refused")
            .works(ManageRows::unpublishOthers, NPM_11, NPM_12, PNPM),
        CommandRow.of("`stage publish`").works(ManageRows::stage, NPM_11, NPM_12, PNPM, YARN),
        CommandRow.of("`stage list`").works(ManageRows::stageList, NPM_11, NPM_12, PNPM, YARN),
        CommandRow.of("`stage view`, `download`")
            .works(ManageRows::stageView, NPM_11, NPM_12, PNPM),
        CommandRow.of("`stage approve`").works(ManageRows::approve, NPM_11, NPM_12, PNPM, YARN),
        CommandRow.of("`stage approve A B C --otp`").works(ManageRows::approveAll, PNPM),
        CommandRow.of("`stage reject`").works(ManageRows::reject, NPM_11, NPM_12, PNPM, YARN),
        CommandRow.of("`trust github`, `gitlab`, `circleci`")
            .works(ManageRows::trust, NPM_11, NPM_12),
        CommandRow.of("`trust` with a mistyped name, of which a notice tells")
            .works(ManageRows::mistyped, NPM_11, NPM_12),
        CommandRow.of("`trust list`, `revoke`").works(ManageRows::trusted, NPM_11, NPM_12),
        CommandRow.of("`star`, `unstar`, `stars`").works(ManageRows::stars, NPM_11, PNPM));
  }

  private static ClientMachine alice(ClientScene scene) {
    return scene.machine(scene.alice());
  }

  private static void tags(ClientScene scene) {
    scene.existing("moved", "1.0.0", "1.1.0");
    var machine = alice(scene);
    if (scene.isIn(YARN)) {
      machine.npm("npm", "tag", "add", "moved@1.0.0", "stable").done();
      assertThat(machine.npm("npm", "tag", "list", "moved").done().out()).contains("stable");
    } else {
      machine.npm("dist-tag", "add", "moved@1.0.0", "stable").done();
      assertThat(machine.npm("dist-tag", "ls", "moved").done().out()).contains("stable: 1.0.0");
    }
    assertThat(scene.tags("moved").get("stable")).isEqualTo("1.0.0");
    machine
        .npm(
            scene.isIn(YARN)
                ? new String[] {"npm", "tag", "remove", "moved", "stable"}
                : new String[] {"dist-tag", "rm", "moved", "stable"})
        .done();
    assertThat(scene.tags("moved")).hasToString("{latest=1.1.0}");
  }

  private static void deprecate(ClientScene scene) {
    scene.existing("aged", "1.0.0", "2.0.0");
    var machine = alice(scene);
    machine.npm("deprecate", "aged@<2", "take 2").done();
    assertThat(scene.see("/aged/1.0.0").text("deprecated")).isEqualTo("take 2");
    assertThat(scene.see("/aged/2.0.0").names()).doesNotContain("deprecated");
    machine.npm("undeprecate", "aged").done();
    assertThat(scene.see("/aged/1.0.0").names()).doesNotContain("deprecated");
  }

  private static void unpublish(ClientScene scene) {
    scene.existing("shrunk", "1.0.0", "1.1.0");
    alice(scene).npm("unpublish", "shrunk@1.1.0").done();
    assertThat(scene.versions("shrunk")).containsExactly("1.0.0");
    assertThat(scene.tags("shrunk")).hasToString("{latest=1.0.0}");
  }

  private static void unpublishAll(ClientScene scene) {
    scene.existing("gone", "1.0.0");
    var machine = alice(scene);
    machine.npm("unpublish", "gone", "--force").done();
    assertThat(scene.status(scene.alice().token(), "/gone/1.0.0")).isEqualTo(410);
    assertThat(scene.publish(machine.project("gone", "2.0.0")).refused().toString())
        .contains("cannot be republished until 24 hours have passed");
  }

  private static void unpublishOthers(ClientScene scene) {
    scene.existing("stays", "1.0.0");
    scene.machine(scene.bob()).npm("unpublish", "stays", "--force").refused();
    scene.stranger().npm("unpublish", "stays", "--force").refused();
    assertThat(scene.versions("stays")).containsExactly("1.0.0");
  }

  private static String[] stage(ClientScene scene, String... words) {
    var all = new ArrayList<String>();
    if (scene.isIn(YARN)) {
      all.add("npm");
    }
    all.add("stage");
    all.addAll(List.of(words));
    return all.toArray(String[]::new);
  }

  private static void stage(ClientScene scene) {
    scene.existing("waiting", "1.0.0");
    var machine = alice(scene).project("waiting", "1.1.0");
    switch (scene.client()) {
      case NPM_11, NPM_12, BUN -> machine.npm("stage", "publish").done();
      case PNPM -> machine.npm("stage", "publish", "--no-git-checks").done();
      case YARN -> {
        scene.installedOnce(machine);
        machine.npm("npm", "publish", "--staged").done();
      }
    }
    assertThat(scene.versions("waiting")).containsExactly("1.0.0");
    assertThat(scene.see("/-/stage?package=waiting").text("total")).isEqualTo("1");
  }

  private static void stageList(ClientScene scene) {
    scene.existing("on-list", "1.0.0");
    var id = scene.staged("on-list", "1.1.0");
    var listed = alice(scene).npm(stage(scene, "list", "on-list")).done();
    assertThat(listed.out()).contains(id, "1.1.0");
  }

  private static void stageView(ClientScene scene) {
    scene.existing("viewed-first", "1.0.0");
    var id = scene.staged("viewed-first", "1.1.0");
    var machine = alice(scene);
    assertThat(machine.npm("stage", "view", id).done().out()).contains("viewed-first", "1.1.0");
    machine.npm("stage", "download", id).done();
    assertThat(machine.project().toFile().list())
        .anyMatch(file -> file.contains("1.1.0") && file.endsWith(".tgz"));
  }

  private static void approve(ClientScene scene) {
    scene.existing("approved", "1.0.0");
    var id = scene.staged("approved", "1.1.0");
    alice(scene).npm(stage(scene, "approve", id)).done();
    assertThat(scene.see("/approved/1.1.0").text("_npmUser", "approver", "name"))
        .isEqualTo("alice");
  }

  /** One code is good for all that one session sends with it. */
  private static void approveAll(ClientScene scene) {
    var judy = scene.person("judy");
    scene.first(judy, "together");
    var words = new ArrayList<>(List.of("stage", "approve"));
    for (var version : List.of("1.1.0", "1.2.0", "1.3.0")) {
      words.add(scene.staged(judy, "together", version));
    }
    var authenticator = scene.enrolled(judy);
    var machine = scene.machine(judy);
    machine.npm(words.toArray(String[]::new)).refused();
    assertThat(scene.versions("together")).containsExactly("1.0.0");
    words.addAll(List.of("--otp", authenticator.code()));
    machine.npm(words.toArray(String[]::new)).done();
    assertThat(scene.versions("together")).containsExactly("1.0.0", "1.1.0", "1.2.0", "1.3.0");
  }

  private static void reject(ClientScene scene) {
    scene.existing("rejected", "1.0.0");
    var id = scene.staged("rejected", "1.1.0");
    alice(scene).npm(stage(scene, "reject", id)).done();
    assertThat(scene.status(scene.alice().token(), "/-/stage/" + id)).isEqualTo(404);
    assertThat(scene.versions("rejected")).containsExactly("1.0.0");
  }

  private static String publishers(ClientScene scene, String name) {
    return scene.see("/-/package/" + name + "/trust").value().toString();
  }

  private static void trust(ClientScene scene) {
    scene.existing("trusting", "1.0.0");
    var machine = alice(scene).project("trusting", "1.0.0");
    var allowed = new String[] {"--allow-publish", "--yes"};
    trust(machine, allowed, "github", "--file=publish.yml", "--repo=acme/rocket");
    trust(machine, allowed, "gitlab", "--file=.gitlab-ci.yml", "--project=acme/rocket");
    var id = "12345678-1234-4234-8234-12345678900";
    trust(
        machine,
        allowed,
        "circleci",
        "--org-id=" + id + "1",
        "--project-id=" + id + "2",
        "--pipeline-definition-id=" + id + "3",
        "--vcs-origin=github.com/acme/rocket");
    assertThat(publishers(scene, "trusting")).contains("github", "gitlab", "circleci");
  }

  private static void trust(ClientMachine machine, String[] allowed, String... words) {
    var all = new ArrayList<>(List.of("trust"));
    all.addAll(List.of(words));
    all.addAll(List.of(allowed));
    machine.npm(all.toArray(String[]::new)).done();
  }

  private static void mistyped(ClientScene scene) {
    var machine = alice(scene).project("trustign", "1.0.0");
    var said =
        machine
            .npm(
                "trust",
                "github",
                "--file=publish.yml",
                "--repo=acme/rocket",
                "--allow-publish",
                "--yes")
            .done();
    assertThat(said.err()).contains("trustign does not exist");
  }

  private static void trusted(ClientScene scene) {
    scene.existing("revoking", "1.0.0");
    scene.post(
        scene.alice(),
        "/-/package/revoking/trust",
        "[" + Json.write(Owner.gitHub("acme/rocket", "publish.yml")) + "]");
    var machine = alice(scene).project("revoking", "1.0.0");
    var listed = Json.object(machine.npm("trust", "list", "--json").done().out());
    assertThat(listed.text("repository")).isEqualTo("acme/rocket");
    machine.npm("trust", "revoke", "--id", listed.text("id")).done();
    assertThat(publishers(scene, "revoking")).isEqualTo("[]");
  }

  private static void stars(ClientScene scene) {
    scene.existing("shining", "1.0.0");
    var machine = alice(scene);
    machine.npm("star", "shining").done();
    assertThat(starred(scene)).contains("shining");
    assertThat(machine.npm("stars").done().out()).contains("shining");
    machine.npm("unstar", "shining").done();
    assertThat(starred(scene)).doesNotContain("shining");
  }

  private static String starred(ClientScene scene) {
    return scene.see("/-/user/v1/star").value().toString();
  }
}
