package dev.imprimatur.e2e;

import static dev.imprimatur.e2e.ClientColumn.BUN;
import static dev.imprimatur.e2e.ClientColumn.NPM_11;
import static dev.imprimatur.e2e.ClientColumn.NPM_12;
import static dev.imprimatur.e2e.ClientColumn.PNPM;
import static dev.imprimatur.e2e.ClientColumn.YARN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The commands by which versions come. */
final class PublishRows {
  private static final ClientColumn[] ALL = ClientColumn.values();
  private static final String KEEPS = "compares versions before it asks";

  private PublishRows() {}

  static List<CommandRow> rows() {
    return List.of(
        CommandRow.of("`publish`").works(PublishRows::publish, ALL),
        CommandRow.of("`publish --tag`").works(PublishRows::tagged, ALL),
        CommandRow.of("`publish --dry-run`").works(PublishRows::tried, ALL),
        CommandRow.of("`publish --json`").works(PublishRows::json, NPM_11, NPM_12, PNPM, YARN),
        CommandRow.of("`publish --otp`").works(PublishRows::withPassword, ALL),
        CommandRow.of("`publish` of a lower version as `latest`")
            .refusesItself(KEEPS, PublishRows::lowerAtHome, NPM_11, NPM_12)
            .works(PublishRows::lower, PNPM, YARN, BUN),
        CommandRow.of("`publish --access public`, a new package in a scope")
            .works(PublishRows::open, ALL),
        CommandRow.of("`publish --access public`, a private package, which is refused")
            .works(PublishRows::staysPrivate, ALL),
        CommandRow.of("`publish` of the same again").works(PublishRows::again, ALL),
        CommandRow.of("`publish` of the same with another `--tag`, which is refused")
            .works(PublishRows::againTagged, ALL),
        CommandRow.of("`publish` of other files as the same version, which is refused")
            .works(PublishRows::changed, ALL),
        CommandRow.of("`publish` of a folder, of a `.tgz`")
            .works(PublishRows::packed, NPM_11, NPM_12, PNPM, BUN),
        CommandRow.of("`publish` of workspaces")
            .works(PublishRows::workspaces, NPM_11, NPM_12, PNPM, YARN),
        CommandRow.of("`publishConfig.access`").works(PublishRows::configured, ALL),
        CommandRow.of("`publishConfig.tag`")
            .works(PublishRows::configuredTag, NPM_11, NPM_12, BUN)
            .refusesItself("does not read it", PublishRows::ignoredTag, PNPM, YARN),
        CommandRow.of("`publish --provenance` outside of CI")
            .refusesItself("signs in CI only", PublishRows::unproven, NPM_11, NPM_12, PNPM, YARN),
        CommandRow.of("`publish` by a trusted publisher")
            .shownBy(EachNpmTest.class, NPM_11, NPM_12)
            .shownBy(OtherClientsProvenanceTest.class, PNPM, YARN),
        CommandRow.of("`publish --provenance`, by a trusted publisher")
            .shownBy(EachNpmTest.class, NPM_11, NPM_12)
            .shownBy(OtherClientsProvenanceTest.class, PNPM, YARN));
  }

  private static ClientMachine project(ClientScene scene, String name, String version) {
    return scene.machine(scene.alice()).project(name, version);
  }

  private static ClientMachine project(
      ClientScene scene, String name, String version, Map<String, Object> publishConfig) {
    return scene.machine(scene.alice()).project(name, version, publishConfig);
  }

  private static void publish(ClientScene scene) {
    scene.publish(project(scene, "fresh", "1.0.0")).done();
    assertThat(scene.tags("fresh")).hasToString("{latest=1.0.0}");
  }

  private static void tagged(ClientScene scene) {
    scene.existing("tagged", "1.0.0");
    scene.publish(project(scene, "tagged", "2.0.0"), "--tag", "next").done();
    assertThat(scene.tags("tagged")).hasToString("{latest=1.0.0, next=2.0.0}");
  }

  private static void tried(ClientScene scene) {
    scene.publish(project(scene, "tried", "1.0.0"), "--dry-run").done();
    assertThat(scene.status("", "/tried")).isEqualTo(404);
  }

  private static void json(ClientScene scene) {
    var said = scene.publish(project(scene, "as-json", "1.0.0"), "--json").done();
    assertThat(said.out()).contains("{");
    assertThat(scene.versions("as-json")).containsExactly("1.0.0");
  }

  private static void withPassword(ClientScene scene) {
    var ivan = scene.person("ivan");
    scene.first(ivan, "proven");
    var authenticator = scene.enrolled(ivan);
    var machine = scene.machine(ivan).project("proven", "1.1.0");
    if (!scene.isIn(BUN)) {
      // Without a terminal, too, it waits for its user to go to a browser.
      scene.publish(machine).refused();
      assertThat(scene.versions("proven")).containsExactly("1.0.0");
    }
    scene.publish(machine, "--otp", authenticator.code()).done();
    assertThat(scene.versions("proven")).containsExactly("1.0.0", "1.1.0");
  }

  private static void lowerAtHome(ClientScene scene) {
    scene.existing("lower", "2.0.0");
    scene.publish(project(scene, "lower", "1.0.0")).refused();
    assertThat(scene.versions("lower")).containsExactly("2.0.0");
  }

  private static void lower(ClientScene scene) {
    scene.existing("lower", "2.0.0");
    scene.publish(project(scene, "lower", "1.0.0")).done();
    assertThat(scene.tags("lower")).hasToString("{latest=1.0.0}");
  }

  private static void open(ClientScene scene) {
    var machine = project(scene, "@crew/open", "1.0.0", Map.of());
    scene.publish(machine, "--access", "public").done();
    assertThat(scene.status("", "/@crew%2fopen")).isEqualTo(200);
  }

  private static void staysPrivate(ClientScene scene) {
    scene.existing("@crew/secret", "1.0.0");
    scene.post(scene.alice(), "/-/package/@crew%2fsecret/access", "{\"access\":\"restricted\"}");
    var machine = project(scene, "@crew/secret", "1.1.0", Map.of());
    assertThat(scene.publish(machine, "--access", "public").refused().toString())
        .contains("npm access set status=public");
    assertThat(scene.versions("@crew/secret")).containsExactly("1.0.0");
  }

  /** As after an answer that got lost. */
  private static void again(ClientScene scene) {
    var machine = project(scene, "again", "1.0.0");
    scene.publish(machine).done();
    scene.publish(machine, forced(scene)).done();
    assertThat(scene.versions("again")).containsExactly("1.0.0");
  }

  /** npm looks first, unless it is told not to. */
  private static String[] forced(ClientScene scene, String... more) {
    return scene.client().isNpm()
        ? Stream.concat(Stream.of("--force"), Stream.of(more)).toArray(String[]::new)
        : more;
  }

  private static void againTagged(ClientScene scene) {
    var machine = project(scene, "again-tagged", "1.0.0");
    scene.publish(machine).done();
    assertThat(scene.publish(machine, forced(scene, "--tag", "next")).refused().toString())
        .contains("previously published");
    assertThat(scene.tags("again-tagged")).hasToString("{latest=1.0.0}");
  }

  private static void changed(ClientScene scene) {
    var machine = project(scene, "changed", "1.0.0");
    scene.publish(machine).done();
    var before = integrity(scene);
    machine.file("index.js", "module.exports = 'elsewhere';\n");
    assertThat(scene.publish(machine, forced(scene)).refused().toString())
        .contains("previously published");
    assertThat(integrity(scene)).isEqualTo(before);
  }

  private static String integrity(ClientScene scene) {
    return scene.see("/changed/1.0.0").text("dist", "integrity");
  }

  private static void packed(ClientScene scene) {
    var manifest = "{\"name\": \"in-folder\", \"version\": \"1.0.0\"}";
    var machine = scene.machine(scene.alice()).file("kit/package.json", manifest);
    if (scene.isIn(BUN)) {
      // It takes no folder: its user goes there.
      machine.file("package.json", manifest);
      scene.publish(machine).done();
    } else {
      scene.publish(machine, "./kit").done();
    }
    assertThat(scene.versions("in-folder")).containsExactly("1.0.0");
    machine.project("packed", "1.0.0");
    machine.npm(scene.isIn(BUN) ? new String[] {"pm", "pack"} : new String[] {"pack"}).done();
    scene.publish(machine, "./packed-1.0.0.tgz").done();
    assertThat(scene.versions("packed")).containsExactly("1.0.0");
  }

  private static void workspaces(ClientScene scene) {
    var root = "{\"name\": \"root\", \"private\": true, \"workspaces\": [\"one\", \"two\"]}";
    var machine =
        scene
            .machine(scene.alice())
            .file("package.json", root)
            .file("one/package.json", "{\"name\": \"of-one\", \"version\": \"1.0.0\"}")
            .file("two/package.json", "{\"name\": \"of-two\", \"version\": \"1.0.0\"}");
    switch (scene.client()) {
      case NPM_11, NPM_12 -> machine.npm("publish", "--workspaces").done();
      case PNPM -> {
        machine.file("pnpm-workspace.yaml", "packages: [one, two]\n");
        machine.npm("-r", "publish", "--no-git-checks").done();
      }
      case YARN, BUN -> {
        machine.npm("install").done();
        machine.npm("workspaces", "foreach", "-A", "--no-private", "npm", "publish").done();
      }
    }
    assertThat(scene.versions("of-one")).containsExactly("1.0.0");
    assertThat(scene.versions("of-two")).containsExactly("1.0.0");
  }

  private static void configured(ClientScene scene) {
    var access = Map.<String, Object>of("access", "public");
    scene.publish(project(scene, "@crew/configured", "1.0.0", access)).done();
    assertThat(scene.status("", "/@crew%2fconfigured")).isEqualTo(200);
  }

  private static void configuredTag(ClientScene scene) {
    scene.publish(project(scene, "with-tag", "1.0.0", Map.of("tag", "beta"))).done();
    assertThat(scene.tags("with-tag").get("beta")).isEqualTo("1.0.0");
  }

  private static void ignoredTag(ClientScene scene) {
    scene.publish(project(scene, "with-tag", "1.0.0", Map.of("tag", "beta"))).done();
    assertThat(scene.tags("with-tag")).hasToString("{latest=1.0.0}");
  }

  private static void unproven(ClientScene scene) {
    scene.publish(project(scene, "unproven", "1.0.0"), "--provenance").refused();
    assertThat(scene.status("", "/unproven")).isEqualTo(404);
  }
}
