package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.ci.GitLab;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A job with one identity token publishes every package of its repository. */
@ExtendWith(E2eEnvironments.OfClass.class)
final class MonorepoTest {
  private static final int PACKAGES = 20;

  private static final CiSystems SYSTEMS = new CiSystems();

  private final E2eEnvironment surroundings;

  MonorepoTest(E2eEnvironments environments) {
    surroundings = environments.only(MonorepoTest::trusting);
  }

  private static E2eEnvironment trusting(Path folder) {
    var surroundings = SYSTEMS.surroundings(folder);
    var operator = surroundings.operator();
    operator.run("org", "add", "acme", "--owner", E2eEnvironment.OWNER);
    // Each client releases a project of its own: of more packages at once an owner has to say that
    // they are in order.
    for (var client : List.of("npm11", "npm12", "pnpm", "yarn")) {
      operator.run(
          "trust",
          "add",
          "@acme/mono-" + client + "-*",
          "gitlab",
          "--project",
          "acme/mono-" + client,
          "--file",
          ".gitlab-ci.yml");
    }
    return surroundings;
  }

  @AfterAll
  static void close() {
    SYSTEMS.close();
  }

  private static List<String> names(String client) {
    return IntStream.rangeClosed(1, PACKAGES)
        .mapToObj(i -> "@acme/mono-%s-%02d".formatted(client, i))
        .toList();
  }

  private ClientMachine checkout(Npm npm, String client) {
    var names = names(client);
    var job = GitLab.push("acme/mono-" + client).audience("npm:localhost");
    var machine = surroundings.machine(npm, SYSTEMS.gitlab().job(job).environment());
    machine.file(
        "package.json",
        Json.write(
            Json.members("name", "mono", "private", true, "workspaces", List.of("packages/*"))));
    names.forEach(name -> {
      var home = "packages/" + name.substring(name.indexOf('/') + 1);
      machine
          .file(
              home + "/package.json",
              Json.write(
                  Json.members(
                      "name",
                      name,
                      "version",
                      "1.0.0",
                      "publishConfig",
                      Json.members("access", "public"))))
          .file(home + "/index.js", ClientMachine.CODE);
    });
    return machine;
  }

  private void assertPublished(String client) {
    for (var name : names(client)) {
      var packument = new Web("").json(surroundings.server().at("/" + name));
      assertThat(packument.text("versions", "1.0.0", "_npmUser", "trustedPublisher", "id"))
          .isEqualTo("gitlab");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.imprimatur.e2e.Clients#all")
  void npm(Npm npm) {
    npm.orSkip();
    var client = "npm" + npm.major();
    checkout(npm, client).npm("publish", "--workspaces", "--registry", surroundings.url()).done();
    assertPublished(client);
  }

  /** It looks at the audience of the token itself, and sends none that is for another host. */
  @Test
  void pnpm() {
    var machine = checkout(Clients.orSkip(Clients.pnpm()), "pnpm");
    machine.file("pnpm-workspace.yaml", "packages:\n  - 'packages/*'\n");
    machine.file(".npmrc", "registry=" + surroundings.url() + "\n");
    machine.npm("--recursive", "publish", "--no-git-checks", "--access", "public").done();
    assertPublished("pnpm");
  }

  @Test
  void yarn() {
    var machine = checkout(Clients.orSkip(Clients.yarn()), "yarn");
    machine.file(".yarnrc.yml", surroundings.yarnSettings());
    machine.npm("install", "--mode=skip-build").done();
    machine
        .npm(
            "workspaces",
            "foreach",
            "--all",
            "--no-private",
            "npm",
            "publish",
            "--tolerate-republish")
        .done();
    assertPublished("yarn");
  }
}
