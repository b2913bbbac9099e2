package dev.imprimatur.e2e;

import static dev.imprimatur.e2e.ClientColumn.BUN;
import static dev.imprimatur.e2e.ClientColumn.NPM_11;
import static dev.imprimatur.e2e.ClientColumn.NPM_12;
import static dev.imprimatur.e2e.ClientColumn.PNPM;
import static dev.imprimatur.e2e.ClientColumn.YARN;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** The commands by which packages are found, read and installed. */
final class InstallRows {
  private static final ClientColumn[] ALL = ClientColumn.values();

  private InstallRows() {}

  static List<CommandRow> rows() {
    return List.of(
        CommandRow.of("`search`").works(InstallRows::search, NPM_11, NPM_12, PNPM),
        CommandRow.of("`view`, `info`").works(InstallRows::view, ALL),
        CommandRow.of("`outdated`").works(InstallRows::outdated, NPM_11, NPM_12, PNPM, BUN),
        CommandRow.of("`outdated` of a private package, not signed in: it says so")
            .works(InstallRows::hiddenOutdated, NPM_11, NPM_12, PNPM),
        CommandRow.of("`update`, `up`").works(InstallRows::update, ALL),
        CommandRow.of("`install` by name, tag, range, alias").works(InstallRows::install, ALL),
        CommandRow.of("`install` of a tarball's address")
            .works(InstallRows::address, NPM_11, PNPM, YARN, BUN)
            .refusesItself("`EALLOWREMOTE`", InstallRows::noAddress, NPM_12),
        CommandRow.of("`install` of a private package with a token that reads")
            .works(InstallRows::hidden, ALL),
        CommandRow.of("`install` of a public package with a token that is revoked")
            .works(InstallRows::withRevoked, ALL),
        CommandRow.of("`ci`, `--frozen-lockfile`, `--immutable`").works(InstallRows::locked, ALL),
        CommandRow.of("`uninstall`, `remove`").works(InstallRows::uninstall, ALL),
        CommandRow.of("`--before`, an age gate").works(InstallRows::tooYoung, ALL),
        CommandRow.of("`exec`, `npx`, `dlx`, `x`").works(InstallRows::exec, ALL),
        CommandRow.of("`audit`, which says that nothing was checked")
            .works(InstallRows::audit, NPM_11, NPM_12, PNPM, YARN, BUN),
        CommandRow.of("`audit fix`, which says so as well")
            .works(InstallRows::auditFix, NPM_11, NPM_12, PNPM),
        CommandRow.of("`audit signatures`")
            .shownBy(EachNpmTest.class, NPM_11, NPM_12)
            .shownBy(SignatureTest.class, PNPM),
        CommandRow.of("`ping`").works(InstallRows::ping, NPM_11, NPM_12, PNPM),
        CommandRow.of("`doctor`")
            .refusesItself("wants npm's own registry", InstallRows::npmDoctor, NPM_11, NPM_12)
            .works(InstallRows::doctor, PNPM),
        CommandRow.of("`docs`, `repo`, `bugs`").works(InstallRows::docs, NPM_11, NPM_12),
        CommandRow.of("`diff`").works(InstallRows::diff, NPM_11, NPM_12),
        CommandRow.of("`pack` of what is published").works(InstallRows::pack, NPM_11, NPM_12));
  }

  private static ClientMachine user(ClientScene scene) {
    return scene.stranger();
  }

  private static boolean isThere(ClientMachine machine, String name) {
    return Files.exists(machine.project().resolve("node_modules/" + name + "/package.json"));
  }

  private static String version(ClientMachine machine, String name) {
    return Json.object(machine.read("node_modules/" + name + "/package.json")).text("version");
  }

  private static void dependOn(ClientMachine machine, String name, String range) {
    var manifest = Json.members("name", "consumer", "version", "1.0.0");
    manifest.put("dependencies", Map.of(name, range));
    machine.file("package.json", Json.write(manifest));
  }

  private static void search(ClientScene scene) {
    scene.existing("findable-thing", "1.0.0");
    assertThat(user(scene).npm("search", "findable").done().out()).contains("findable-thing");
  }

  private static void view(ClientScene scene) {
    scene.existing("viewed", "1.0.0", "1.1.0");
    var words =
        switch (scene.client()) {
          case NPM_11, NPM_12, PNPM -> "view viewed version";
          case YARN -> "npm info viewed --fields version --json";
          case BUN -> "pm view viewed version";
        };
    assertThat(user(scene).npm(words.split(" ", -1)).done().out()).contains("1.1.0");
  }

  private static void outdated(ClientScene scene) {
    scene.existing("old", "1.0.0", "2.0.0");
    var machine = user(scene);
    dependOn(machine, "old", "1.0.0");
    machine.npm("install").done();
    assertThat(machine.npm("outdated").toString()).contains("old", "2.0.0");
  }

  private static void hiddenOutdated(ClientScene scene) {
    scene.existing("@crew/unseen", "1.0.0");
    scene.post(scene.alice(), "/-/package/@crew%2funseen/access", "{\"access\":\"restricted\"}");
    var machine = user(scene);
    dependOn(machine, "@crew/unseen", "1.0.0");
    if (scene.isIn(PNPM)) {
      // It looks into its lockfile, which whoever is signed in has made.
      var signedIn = scene.machine(scene.alice());
      dependOn(signedIn, "@crew/unseen", "1.0.0");
      signedIn.npm("install").done();
      machine.file("pnpm-lock.yaml", signedIn.read("pnpm-lock.yaml"));
    }
    assertThat(machine.npm("outdated").refused().toString()).contains("@crew");
  }

  private static void update(ClientScene scene) {
    scene.existing("risen", "1.0.0");
    var machine = user(scene);
    dependOn(machine, "risen", "^1.0.0");
    machine.npm("install").done();
    scene.existing("risen", "1.1.0");
    machine.npm(scene.isIn(YARN) ? "up" : "update", "risen").done();
    assertThat(version(machine, "risen")).isEqualTo("1.1.0");
  }

  private static void install(ClientScene scene) {
    scene.existing("kit", "1.0.0", "1.1.0");
    scene.put(scene.alice(), "/-/package/kit/dist-tags/old", "1.0.0");
    var machine = user(scene);
    scene.install(machine, "kit").done();
    assertThat(version(machine, "kit")).isEqualTo("1.1.0");
    scene.install(machine, "tagged-kit@npm:kit@old", "ranged-kit@npm:kit@<1.1").done();
    assertThat(version(machine, "tagged-kit")).isEqualTo("1.0.0");
    assertThat(version(machine, "ranged-kit")).isEqualTo("1.0.0");
  }

  private static String tarball(ClientScene scene, String name) {
    scene.existing(name, "1.0.0");
    return scene.url() + name + "/-/" + name + "-1.0.0.tgz";
  }

  private static void address(ClientScene scene) {
    var machine = user(scene);
    var address = tarball(scene, "by-address");
    scene.install(machine, scene.isIn(YARN) ? "by-address@" + address : address).done();
    assertThat(isThere(machine, "by-address")).isTrue();
  }

  private static void noAddress(ClientScene scene) {
    var machine = user(scene);
    assertThat(scene.install(machine, tarball(scene, "by-address")).refused().err())
        .contains("EALLOWREMOTE");
  }

  private static void hidden(ClientScene scene) {
    scene.existing("@crew/inner", "1.0.0");
    scene.post(scene.alice(), "/-/package/@crew%2finner/access", "{\"access\":\"restricted\"}");
    scene.install(user(scene), "@crew/inner").refused();
    var machine = scene.machine(scene.granularToken("reader"));
    scene.install(machine, "@crew/inner").done();
    assertThat(isThere(machine, "@crew/inner")).isTrue();
  }

  private static void withRevoked(ClientScene scene) {
    scene.existing("for-all", "1.0.0");
    var over = scene.anotherSession();
    scene.end(over);
    var machine = scene.machine(over);
    scene.install(machine, "for-all").done();
    assertThat(isThere(machine, "for-all")).isTrue();
  }

  private static void locked(ClientScene scene) {
    scene.existing("locked", "1.0.0");
    var machine = user(scene);
    dependOn(machine, "locked", "^1.0.0");
    machine.npm("install").done();
    scene.existing("locked", "1.1.0");
    var another = user(scene);
    another.file("package.json", machine.read("package.json"));
    var lock =
        switch (scene.client()) {
          case NPM_11, NPM_12 -> "package-lock.json";
          case PNPM -> "pnpm-lock.yaml";
          case YARN -> "yarn.lock";
          case BUN -> "bun.lock";
        };
    another.file(lock, machine.read(lock));
    var words =
        switch (scene.client()) {
          case NPM_11, NPM_12 -> "ci";
          case PNPM, BUN -> "install --frozen-lockfile";
          case YARN -> "install --immutable";
        };
    another.npm(words.split(" ", -1)).done();
    assertThat(version(another, "locked")).isEqualTo("1.0.0");
  }

  private static void uninstall(ClientScene scene) {
    scene.existing("short-lived", "1.0.0");
    var machine = user(scene);
    scene.install(machine, "short-lived").done();
    machine.npm(scene.client().isNpm() ? "uninstall" : "remove", "short-lived").done();
    assertThat(isThere(machine, "short-lived")).isFalse();
  }

  private static void tooYoung(ClientScene scene) {
    scene.existing("young", "1.0.0");
    var machine = user(scene);
    switch (scene.client()) {
      case NPM_11, NPM_12 -> machine.npm("install", "young", "--before=2020-01-01").refused();
      case PNPM -> {
        machine.file(
            "pnpm-workspace.yaml", "minimumReleaseAge: 1440\nminimumReleaseAgeStrict: true\n");
        machine.npm("add", "young").refused();
      }
      case YARN -> {
        var settings = machine.read(".yarnrc.yml").replace("AgeGate: 0", "AgeGate: 1440");
        machine.file(".yarnrc.yml", settings).npm("add", "young").refused();
      }
      case BUN -> machine.npm("add", "young", "--minimum-release-age=86400").refused();
    }
    assertThat(isThere(machine, "young")).isFalse();
  }

  private static void exec(ClientScene scene) {
    var tool = Json.members("name", "said", "version", "1.0.0", "bin", Map.of("said", "said.js"));
    scene
        .publish(
            scene
                .machine(scene.alice())
                .file("package.json", Json.write(tool))
                .file("said.js", "#!/usr/bin/env node\nconsole.log('it said so');\n"))
        .done();
    var words =
        switch (scene.client()) {
          case NPM_11, NPM_12 -> "exec --yes said";
          case PNPM -> "dlx said";
          case YARN -> "dlx said";
          case BUN -> "x said";
        };
    // bun looks for it at npm's registry, unless its user, and not the project, names another one.
    var machine = user(scene).configuration("registry=" + scene.url() + "\n");
    assertThat(machine.npm(words.split(" ", -1)).done().out()).contains("it said so");
  }

  private static ClientMachine audited(ClientScene scene, String name) {
    scene.existing(name, "1.0.0");
    var machine = user(scene);
    dependOn(machine, name, "1.0.0");
    machine.npm("install").done();
    return machine;
  }

  private static void audit(ClientScene scene) {
    var machine = audited(scene, "audited");
    var said =
        machine.npm(scene.isIn(YARN) ? new String[] {"npm", "audit"} : new String[] {"audit"});
    switch (scene.client()) {
      case NPM_11, NPM_12 -> assertThat(said.done().err()).contains("nothing was checked");
      case YARN, BUN -> assertThat(said.toString()).contains("Nothing was checked");
      case PNPM -> assertThat(said.refused().err()).contains("This registry has no list of");
    }
  }

  private static void auditFix(ClientScene scene) {
    var machine = audited(scene, "mended");
    if (scene.isIn(PNPM)) {
      assertThat(machine.npm("audit", "--fix").refused().err())
          .contains("This registry has no list of");
    } else {
      assertThat(machine.npm("audit", "fix").done().err()).contains("nothing was checked");
    }
  }

  private static void ping(ClientScene scene) {
    assertThat(user(scene).npm("ping").done().toString()).containsIgnoringCase("pong");
  }

  private static void npmDoctor(ClientScene scene) {
    assertThat(user(scene).npm("doctor", "connection").done().out()).contains("Ok");
    assertThat(user(scene).npm("doctor", "registry").refused().toString())
        .contains("npm config set registry");
  }

  private static void doctor(ClientScene scene) {
    scene.existing("for-the-doctor", "1.0.0");
    var machine = user(scene);
    // Its folders are made by the first install.
    scene.install(machine, "for-the-doctor").done();
    machine.npm("doctor").done();
  }

  private static void docs(ClientScene scene) {
    var page = "https://acme.example/documented";
    var kit = Json.members("name", "documented", "version", "1.0.0", "homepage", page);
    kit.put("repository", "https://github.com/acme/documented");
    var machine = scene.machine(scene.alice()).file("package.json", Json.write(kit));
    scene.publish(machine).done();
    for (var command : List.of("docs", "repo", "bugs")) {
      assertThat(user(scene).npm(command, "documented", "--browser=false").done().out())
          .contains(command.equals("docs") ? page : "github.com/acme/documented");
    }
  }

  private static void diff(ClientScene scene) {
    scene.existing("changing", "1.0.0", "1.1.0");
    assertThat(
            user(scene).npm("diff", "--diff=changing@1.0.0", "--diff=changing@1.1.0").done().out())
        .contains("+++", "1.1.0");
  }

  private static void pack(ClientScene scene) {
    scene.existing("fetched", "1.0.0");
    var machine = user(scene);
    machine.npm("pack", "fetched").done();
    assertThat(machine.project().resolve("fetched-1.0.0.tgz")).isNotEmptyFile();
  }
}
