package dev.imprimatur.doors.issuers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.FakeJob;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.ci.CiSystem;
import dev.imprimatur.testkit.ci.ForgejoActions;
import dev.imprimatur.testkit.ci.GitLab;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the script in {@code ci/} does in jobs. It reaches {@code registry.test} through a proxy,
 * which is the registry itself, and its npm only writes down what it was told.
 */
final class CiScriptTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final Path CI = Path.of("../ci").toAbsolutePath().normalize();
  private static final Pattern TOKEN = Pattern.compile("ey[\\w-]{20,}\\.|npm_imp|request-token-");

  private static final String NPM =
      """
      #!/bin/sh
      echo "npm $*"
      """;

  /** What the command of {@code read} finds. */
  private static final String READER =
      """
      curl -s -o /dev/null -w '%{http_code}\\n' http://registry.test/@acme%2fsecret
      printf 'authorization: Bearer %s\\n' "$NODE_AUTH_TOKEN" |
        curl -s -o /dev/null -w '%{http_code}\\n' -H @- http://registry.test/@acme%2fsecret
      cat "$NPM_CONFIG_USERCONFIG"
      """;

  private final TestRegistry registry = TestRegistry.start();
  private final List<FakeIssuer> issuers = new ArrayList<>();

  @TempDir private Path folder = Path.of("");

  /** What a script said, on both streams, and how it ended. */
  private record Said(int exit, String text) {}

  @BeforeEach
  void open() throws IOException {
    registry.addUser("alice", false);
    run("trust add rocket github --repository acme/rocket --file publish.yml --owner alice");
    Files.writeString(
        folder.resolve("package.json"), "{\"name\":\"rocket\",\"version\":\"1.0.0\"}");
    Files.writeString(folder.resolve("reader.sh"), READER);
    var npm = Files.createDirectories(folder.resolve("bin")).resolve("npm");
    Files.writeString(npm, NPM);
    Files.setPosixFilePermissions(npm, PosixFilePermissions.fromString("rwx------"));
  }

  @AfterEach
  void close() {
    issuers.forEach(FakeIssuer::close);
    registry.close();
  }

  private void run(String words) {
    var said = registry.terminal().run(words.split(" ", -1));
    assertThat(said.exit()).as(said.err()).isZero();
  }

  private FakeIssuer added(CiSystem system) {
    var issuer = FakeIssuer.start(system, registry.clock(), TestRegistry.KEY);
    issuers.add(issuer);
    run("issuer add " + system.id() + " " + issuer.issuer() + " --internal");
    return issuer;
  }

  private static JobClaims claims(String workflow) {
    return JobClaims.of("acme/rocket", workflow);
  }

  @Test
  void aTrustedJobAsksAndPublishes() throws Exception {
    var said = script(registry.github().job(claims("publish.yml")), "publish", "--tag", "next");

    assertThat(said.exit()).as(said.text()).isZero();
    SENTENCES.check(shown(said));
    assertThat(registry.rows("redeemed_token")).isZero();
  }

  @Test
  void anotherJobIsToldWhyAndPublishesNothing() throws Exception {
    var said = script(registry.github().job(claims("test.yml")), "publish");

    assertThat(said.exit()).isEqualTo(1);
    SENTENCES.check(shown(said));
  }

  @Test
  void aJobThatMayNotAskIsToldWhatItLacks() throws Exception {
    var said = script(registry.github().jobWithoutIdTokens(claims("publish.yml")), "explain");

    assertThat(said.exit()).isEqualTo(1);
    SENTENCES.check("on GitHub", said.text());
    SENTENCES.check("elsewhere", script(new FakeJob(Map.of()), "explain").text());
  }

  @Test
  void aJobOfGitLabHasItsTokenAlready() throws Exception {
    var gitlab = added(GitLab.SYSTEM);
    run(
        "trust add rocket gitlab --project acme/rocket --file .gitlab-ci.yml --owner alice"
            + " --issuer "
            + gitlab.issuer());
    var push = GitLab.push("acme/rocket").audience(TestRegistry.AUDIENCE);

    assertThat(script(gitlab.job(push), "publish"))
        .isEqualTo(
            new Said(
                0,
                """
                imprimatur: this job may publish rocket.
                npm publish --ignore-scripts --registry http://registry.test/
                """));
    var refused = script(gitlab.job(push.but(GitLab.mergeRequest())), "publish");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.text()).contains("\"merge_request_event\"").doesNotContain("npm publish");
  }

  @Test
  void aJobOfForgejoAsksAsOnGitHub() throws Exception {
    var forgejo = added(ForgejoActions.SYSTEM);
    run(
        "trust add rocket forgejo --repository acme/rocket --file .forgejo/workflows/publish.yml"
            + " --owner alice --issuer "
            + forgejo.issuer());
    var job = forgejo.job(ForgejoActions.push("acme/rocket", ".forgejo/workflows/publish.yml"));

    assertThat(shown(script(job, "explain")))
        .isEqualTo("imprimatur: this job may publish rocket.\n");
  }

  @Test
  void aCommandMayReadWhatTheJobMayReadAndNothingIsLeft() throws Exception {
    run(
        "trust add @acme/secret github --repository acme/rocket --file publish.yml --owner alice"
            + " --allow-publish --allow-read");
    var minted = registry.minted("@acme/secret", TestRegistry.job("acme/rocket"));
    var document = TestPackage.of("@acme/secret", "1.0.0").document();
    assertThat(registry.with(minted).put("/@acme%2fsecret", document).status()).isEqualTo(201);

    var said = script(registry.github().job(claims("publish.yml")), "read", "sh", "reader.sh");

    assertThat(said.exit()).as(said.text()).isZero();
    assertThat(shown(said))
        .isEqualTo("404\n200\n\n//registry.test/:_authToken=${NODE_AUTH_TOKEN}\n");
    try (var left = Files.list(folder.resolve("tmp"))) {
      assertThat(left).isEmpty();
    }
  }

  /** Install scripts are code of strangers: they get what reads, and nothing that publishes. */
  @Test
  @Covers("A509")
  void aCommandGetsNothingThatCouldPublish() throws Exception {
    run(
        "trust add @acme/secret github --repository acme/rocket --file publish.yml --owner alice"
            + " --allow-publish --allow-read");
    var job = registry.github().job(claims("publish.yml"));
    var more = new HashMap<>(job.environment());
    more.put("SIGSTORE_ID_TOKEN", "sigstore");
    var said = script(new FakeJob(more), "read", "env");

    assertThat(said.exit()).as(said.text()).isZero();
    assertThat(said.text()).contains("NODE_AUTH_TOKEN=").doesNotContain("ID_TOKEN");
  }

  @Test
  @Covers("A510")
  void aShellThatTracesPrintsNoToken() throws Exception {
    var job = registry.github().job(claims("publish.yml"));
    var more = new HashMap<>(job.environment());
    more.put("SHELLOPTS", "xtrace");
    assertThat(shown(script(List.of("bash", "--posix"), new FakeJob(more), "publish")))
        .contains("this job may publish rocket");
    assertThat(shown(script(List.of("sh", "-x"), job, "publish")))
        .contains("this job may publish rocket");
  }

  /** Where a script of a package runs, no identity token is; and where one is, none runs. */
  @Test
  @Covers("A509")
  void theTemplateBuildsWhereNothingCanPublish() throws IOException {
    var jobs = Files.readString(CI.resolve("gitlab/publish.yml")).split("\nimprimatur-", -1);
    for (var job : jobs) {
      boolean runsScripts = job.contains("npm run") || job.contains("npm rebuild");
      boolean hasToken = job.contains("extends: [.imprimatur,");
      assertThat(runsScripts && hasToken).as(job).isFalse();
      assertThat(job.lines().filter(line -> line.startsWith("    - ")))
          .noneMatch(step -> step.contains("npm ci") && !step.contains("--ignore-scripts"));
    }
    assertThat(jobs).hasSize(4);
  }

  @Test
  void whoMayReadNothingIsToldSo() throws Exception {
    var said = script(registry.github().job(claims("publish.yml")), "read", "sh", "reader.sh");

    assertThat(said.exit()).isEqualTo(1);
    assertThat(shown(said)).startsWith("imprimatur: No trusted publisher of").doesNotContain("200");
  }

  /** GitLab takes a script only as a part of its own file. */
  @Test
  void theTemplateForGitLabHasTheSameScript() throws IOException {
    var script = new StringBuilder();
    Files.readString(CI.resolve("imprimatur.sh"))
        .lines()
        .map(line -> line.isEmpty() ? "\n" : "      " + line + "\n")
        .forEach(script::append);

    assertThat(Files.readString(CI.resolve("gitlab/publish.yml")))
        .contains("<<'IMPRIMATUR_END'\n" + script + "      IMPRIMATUR_END\n");
    assertThat(Files.readString(CI.resolve("github/action.yml")))
        .contains("sh \"$GITHUB_ACTION_PATH/../imprimatur.sh\"");
  }

  private Said script(FakeJob job, String... words) throws IOException, InterruptedException {
    return script(List.of("sh"), job, words);
  }

  private Said script(List<String> shell, FakeJob job, String... words)
      throws IOException, InterruptedException {
    var all = new ArrayList<>(shell);
    all.add(CI.resolve("imprimatur.sh").toString());
    all.addAll(List.of(words));
    var builder = new ProcessBuilder(all).directory(folder.toFile()).redirectErrorStream(true);
    var environment = builder.environment();
    var path = folder.resolve("bin") + ":" + environment.get("PATH");
    environment.clear();
    environment.putAll(job.environment());
    environment.put("PATH", path);
    environment.put("HOME", folder.toString());
    environment.put("TMPDIR", Files.createDirectories(folder.resolve("tmp")).toString());
    environment.put("IMPRIMATUR_REGISTRY", "http://registry.test");
    environment.put("http_proxy", registry.address().toString());
    environment.put("no_proxy", "127.0.0.1");
    var process = builder.start();
    process.getOutputStream().close();
    var text = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Said(process.exitValue(), text);
  }

  /** What people see in the log of a job; what is to be hidden is told to the runner alone. */
  private static String shown(Said said) {
    var shown = said.text().replaceAll("(?m)^::add-mask::.*\n", "");
    assertThat(said.text()).contains("::add-mask::");
    assertThat(TOKEN.matcher(shown).find()).as(shown).isFalse();
    return shown;
  }
}
