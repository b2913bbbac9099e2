package dev.imprimatur.e2e;

import dev.imprimatur.testkit.JobClaims;

/** A repository that everybody may see, so that its job may sign what it has built there. */
final class PublicRepository {
  static final String URL = "https://github.com/acme/rocket";
  static final JobClaims JOB = JobClaims.of("acme/rocket", "publish.yml").visibility("public");

  /** Whom certificates of that job name. */
  static final String SIGNER = URL + "/.github/workflows/publish.yml@refs/heads/main";

  private PublicRepository() {}

  /** Trusts its job with a package, which is alice's if it is new. */
  static void trust(E2eEnvironment surroundings, String name) {
    surroundings.owner().trustGitHub(name, "acme/rocket", "publish.yml");
  }

  /** A runner in the middle of its job, with a public package that says it comes from there. */
  static ClientMachine runner(E2eEnvironment surroundings, Npm npm, String name, String version) {
    return surroundings.runner(npm, JOB).project(name, version, ClientMachine.PUBLIC, URL);
  }
}
