package dev.imprimatur.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imprimatur.testkit.FakeJob;
import dev.imprimatur.testkit.JobClaims;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Trust as somebody sets it up who has only a browser and a CI system. */
@ExtendWith(E2eEnvironments.OfClass.class)
final class TrustPageTest {
  private static final String NAME = "comet";
  private static final String TRUST = "/comet/-/settings/trust";

  private final E2eEnvironment surroundings;
  private final Path folder;

  TrustPageTest(E2eEnvironments environments, @TempDir Path folder) {
    this.surroundings = environments.only();
    this.folder = folder;
  }

  @BeforeAll
  static void needsABrowser() {
    if (!RealBrowser.isHere()) {
      System.out.println("Skipped: trust in a browser, as there is no chromium on the PATH.");
    }
    assumeTrue(RealBrowser.isHere(), "There is no chromium on the PATH");
  }

  @Test
  void trustIsSetUpByClickingAndThePrintedWorkflowPublishes() throws IOException {
    try (var browser = new RealBrowser()) {
      browser.open(at("/-/trust")).sees("Sign in");
      browser.type("#name", E2eEnvironment.OWNER).type("#password", Imprimatur.PASSWORD);
      browser.click("form[action$=login] button.main").sees("over all packages");
      browser.picture("trust-none");
      browser.type("#package", NAME).click(".paste button").sees("not published yet");
      browser.picture("trust-empty");
      browser.click("a[href$=\"provider=github\"]").sees("Organization or user");
      browser.click(".pair button.main").sees("Nothing was saved").picture("trust-wrong");
      browser.type("[name=\"repository.1\"]", "acme").type("[name=\"repository.2\"]", "rocket");
      browser.type("#workflow_ref", "publish.yml").type("#environment", "npm");
      var issuer = surroundings.github().issuer();
      browser.run("document.querySelector(\"[value=\\\"" + issuer + "\\\"]\").checked = true");
      browser.click("button[name=show]").sees("environment: npm").picture("trust-form");
      var workflow = browser.run("document.querySelector(\".beside pre\").textContent");
      browser.click(".pair button.main").sees("never used").picture("trust-pending");

      published(workflow);

      browser.open(at(TRUST)).sees("verified by a publish").picture("trust-verified");
      browser.open(at("/comet/-/settings/access")).sees("Update Package Settings");
      browser.picture("access");
      browser.open(at("/" + NAME)).sees("Settings").picture("package-of-mine");
      browser.open(at("/-/trust")).sees("1 of 1");
      browser.sees("verified by a publish").picture("trust-all");
      browser.open(at(TRUST)).click(".trusted a.danger").sees("What follows");
      browser.picture("trust-remove").click(".content form button").sees("There is none yet");
    }
  }

  /** Runs the workflow that the page printed, in a job that it is for. */
  private void published(String workflow) throws IOException {
    var printed = new ManualPages.Block("settings", "trust", "yaml", workflow);
    new ManualRunner(surroundings, Clients.newest(), folder).runs(printed, NAME, this::start);
  }

  private FakeJob start(Workflow.Job job) {
    var claims = JobClaims.of("acme/rocket", "publish.yml").ref("refs/tags/v1.0.0");
    var mine = job.environment().isEmpty() ? claims : claims.environment(job.environment());
    return job.mayAskForTokens()
        ? surroundings.github().job(mine)
        : surroundings.github().jobWithoutIdTokens(mine);
  }

  private URI at(String path) {
    return URI.create(surroundings.server().at(path).toString().replace("127.0.0.1", "localhost"));
  }
}
