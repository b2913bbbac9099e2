package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.ci.GitLab;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A job with one identity token publishes every package of its repository. */
final class MonorepoTest {
  private static final int PACKAGES = 20;

  private final CiSystems systems = new CiSystems();

  @TempDir private Path folder;
  private Street street;

  @BeforeEach
  void open() {
    street = systems.street(folder);
    var operator = street.operator();
    operator.run("org", "add", "acme", "--owner", Street.OWNER);
    operator.run(
        "trust",
        "add",
        "@acme/mono-*",
        "gitlab",
        "--project",
        "acme/mono",
        "--file",
        ".gitlab-ci.yml");
  }

  @AfterEach
  void close() {
    try (systems) {
      street.close();
    }
  }

  private static List<String> names() {
    return IntStream.rangeClosed(1, PACKAGES).mapToObj("@acme/mono-%02d"::formatted).toList();
  }

  private Workplace checkout(Npm client) {
    var job = GitLab.push("acme/mono").audience("npm:localhost");
    var workplace = street.workplace(client, systems.gitlab().job(job).environment());
    workplace.file(
        "package.json",
        Json.write(
            Json.members("name", "mono", "private", true, "workspaces", List.of("packages/*"))));
    names()
        .forEach(name -> {
          var home = "packages/" + name.substring(name.indexOf('/') + 1);
          workplace
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
              .file(home + "/index.js", Workplace.CODE);
        });
    return workplace;
  }

  private void assertPublished() {
    for (var name : names()) {
      var packument = new Web("").json(street.server().at("/" + name));
      assertThat(packument.text("versions", "1.0.0", "_npmUser", "trustedPublisher", "id"))
          .isEqualTo("gitlab");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.imprimatur.e2e.Clients#all")
  void npm(Npm npm) {
    npm.orSkip();
    checkout(npm).npm("publish", "--workspaces", "--registry", street.url()).done();
    assertPublished();
  }

  /** It looks at the audience of the token itself, and sends none that is for another host. */
  @Test
  void pnpm() {
    var workplace = checkout(Clients.orSkip(Clients.pnpm()));
    workplace.file("pnpm-workspace.yaml", "packages:\n  - 'packages/*'\n");
    workplace.file(".npmrc", "registry=" + street.url() + "\n");
    workplace.npm("--recursive", "publish", "--no-git-checks", "--access", "public").done();
    assertPublished();
  }

  @Test
  void yarn() {
    var workplace = checkout(Clients.orSkip(Clients.yarn()));
    workplace.file(".yarnrc.yml", street.yarnSettings());
    workplace.npm("install", "--mode=skip-build").done();
    workplace
        .npm(
            "workspaces",
            "foreach",
            "--all",
            "--no-private",
            "npm",
            "publish",
            "--tolerate-republish")
        .done();
    assertPublished();
  }
}
