package dev.imprimatur.builds;

import static dev.imprimatur.provenance.Identity.Field.BUILD_CONFIG;
import static dev.imprimatur.provenance.Identity.Field.BUILD_TRIGGER;
import static dev.imprimatur.provenance.Identity.Field.ENVIRONMENT;
import static dev.imprimatur.provenance.Identity.Field.ISSUER;
import static dev.imprimatur.provenance.Identity.Field.RUNNER_ENVIRONMENT;
import static dev.imprimatur.provenance.Identity.Field.RUN_INVOCATION;
import static dev.imprimatur.provenance.Identity.Field.SOURCE_DIGEST;
import static dev.imprimatur.provenance.Identity.Field.SOURCE_OWNER_ID;
import static dev.imprimatur.provenance.Identity.Field.SOURCE_REF;
import static dev.imprimatur.provenance.Identity.Field.SOURCE_REPOSITORY;
import static dev.imprimatur.provenance.Identity.Field.SOURCE_REPOSITORY_ID;
import static dev.imprimatur.rules.Issuer.SERVER;

import dev.imprimatur.builds.Said.Same;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.provenance.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A CI system from which npm's clients make provenance, and how theirs is read. */
public enum Platform {
  GITHUB("github", "GitHub Actions") {
    @Override
    Form form() {
      return new Form(
          "SLSA v1",
          "https://slsa.dev/provenance/v1",
          "buildDefinition.buildType",
          "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1");
    }

    @Override
    List<Said> predicate(Identity by) {
      var workflow = "buildDefinition.externalParameters.workflow.";
      var github = "buildDefinition.internalParameters.github.";
      var source = "buildDefinition.resolvedDependencies.0.";
      return List.of(
          Said.of(by, workflow + "ref", SOURCE_REF),
          Said.of(by, workflow + "repository", SOURCE_REPOSITORY),
          new Said(workflow + "path", BUILD_CONFIG, file(by).orElse("")),
          Said.of(by, github + "event_name", BUILD_TRIGGER),
          Said.of(by, github + "repository_id", SOURCE_REPOSITORY_ID),
          Said.of(by, github + "repository_owner_id", SOURCE_OWNER_ID),
          new Said(
              source + "uri",
              SOURCE_REPOSITORY,
              "git+%s@%s".formatted(of(by, SOURCE_REPOSITORY), of(by, SOURCE_REF))),
          Said.of(by, source + "digest.gitCommit", SOURCE_DIGEST),
          new Said(
              "runDetails.builder.id",
              RUNNER_ENVIRONMENT,
              "https://github.com/actions/runner/" + of(by, RUNNER_ENVIRONMENT)),
          Said.of(by, "runDetails.metadata.invocationId", RUN_INVOCATION));
    }

    // Each kind of issuer has its own.
    @Override
    String web(String issuer) {
      var tenant = TENANT.matcher(issuer);
      if (tenant.matches()) {
        return "https://" + tenant.group("name") + ".ghe.com";
      }
      var below = "/_services/token";
      return issuer.endsWith(below)
          ? issuer.substring(0, issuer.length() - below.length())
          : "https://github.com";
    }

    @Override
    boolean hostsRunners(String issuer) {
      return issuer.equals(CLOUD)
          || issuer.startsWith(CLOUD + "/")
          || TENANT.matcher(issuer).matches();
    }

    @Override
    String beforeFile() {
      return "/";
    }

    @Override
    List<Same> job(Identity by, JsonObject claims) {
      var all = new ArrayList<Same>();
      var repository = of(by, SOURCE_REPOSITORY);
      var server = server(by, claims);
      Same.of(SOURCE_REPOSITORY, claims.text("repository").map(each -> server + each))
          .ifPresent(all::add);
      Same.of(BUILD_CONFIG, claims.text("workflow_ref").map(each -> server + each))
          .ifPresent(all::add);
      Same.of(SOURCE_REPOSITORY_ID, claims.text("repository_id")).ifPresent(all::add);
      Same.of(SOURCE_OWNER_ID, claims.text("repository_owner_id")).ifPresent(all::add);
      Same.of(SOURCE_DIGEST, claims.text("sha")).ifPresent(all::add);
      Same.of(SOURCE_REF, claims.text("ref")).ifPresent(all::add);
      Same.of(ENVIRONMENT, claims.text("environment")).ifPresent(all::add);
      Same.of(
              RUN_INVOCATION,
              claims
                  .text("run_id")
                  .flatMap(run ->
                      claims
                          .text("run_attempt")
                          .map(attempt ->
                              "%s/actions/runs/%s/attempts/%s"
                                  .formatted(repository, run, attempt))))
          .ifPresent(all::add);
      return all;
    }
  },

  GITLAB("gitlab", "GitLab CI/CD") {
    @Override
    Form form() {
      return new Form(
          "SLSA v0.2",
          "https://slsa.dev/provenance/v0.2",
          "buildType",
          "https://github.com/npm/cli/gitlab/v0alpha1");
    }

    // An instance signs as the address at which it is seen, unless its operator says where.
    @Override
    String web(String issuer) {
      return issuer.replaceFirst("/+$", "");
    }

    @Override
    boolean hostsRunners(String issuer) {
      return issuer.equals("https://gitlab.com");
    }

    @Override
    String beforeFile() {
      return "//";
    }

    @Override
    List<Said> predicate(Identity by) {
      return List.of(
          new Said(
              "invocation.configSource.uri", SOURCE_REPOSITORY, "git+" + of(by, SOURCE_REPOSITORY)),
          Said.of(by, "invocation.configSource.digest.sha1", SOURCE_DIGEST),
          Said.of(by, "metadata.buildInvocationId", RUN_INVOCATION),
          Said.of(by, "materials.0.digest.sha1", SOURCE_DIGEST));
    }

    @Override
    List<Same> job(Identity by, JsonObject claims) {
      var all = new ArrayList<Same>();
      var repository = of(by, SOURCE_REPOSITORY);
      var server = server(by, claims);
      Same.of(SOURCE_REPOSITORY, claims.text("project_path").map(each -> server + each))
          .ifPresent(all::add);
      // The claim has no scheme; Fulcio's usual template writes https, whatever the issuer speaks.
      var scheme = of(by, BUILD_CONFIG).startsWith(HTTPS) ? HTTPS : schemeOf(server);
      Same.of(BUILD_CONFIG, claims.text("ci_config_ref_uri").map(each -> scheme + each))
          .ifPresent(all::add);
      Same.of(SOURCE_REPOSITORY_ID, claims.text("project_id")).ifPresent(all::add);
      Same.of(SOURCE_OWNER_ID, claims.text("namespace_id")).ifPresent(all::add);
      Same.of(SOURCE_DIGEST, claims.text("sha")).ifPresent(all::add);
      Same.of(ENVIRONMENT, claims.text("environment")).ifPresent(all::add);
      Same.of(RUN_INVOCATION, claims.text("job_id").map(job -> repository + "/-/jobs/" + job))
          .ifPresent(all::add);
      return all;
    }
  };

  private static final String CLOUD = "https://token.actions.githubusercontent.com";

  private static final Pattern TENANT =
      Pattern.compile("https://token\\.actions\\.(?<name>[a-z0-9-]+)\\.ghe\\.com(?:/\\k<name>)?");

  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  private final String provider;
  private final String title;

  /**
   * How its statements are written.
   *
   * @param title for people
   * @param buildTypeAt where in the predicate its build type stands
   */
  record Form(String title, String predicateType, String buildTypeAt, String buildType) {}

  Platform(String provider, String title) {
    this.provider = provider;
    this.title = title;
  }

  /** The one whose rulebook has this id. */
  public static Optional<Platform> ofProvider(String provider) {
    return List.of(values()).stream().filter(each -> each.provider.equals(provider)).findFirst();
  }

  public String provider() {
    return provider;
  }

  public String title() {
    return title;
  }

  abstract Form form();

  /** Where people see what this issuer speaks for. */
  abstract String web(String issuer);

  /** Whether the system of this issuer has machines of its own for jobs. */
  abstract boolean hostsRunners(String issuer);

  /**
   * Where the job's projects are, with a slash behind it: what the operator said of its issuer when
   * it was let in, or else what follows from that.
   */
  String server(Identity by, JsonObject claims) {
    return claims.text(SERVER).orElseGet(() -> web(of(by, ISSUER))) + "/";
  }

  /** What stands between a repository and a file in it. */
  abstract String beforeFile();

  /** The file that says how it is built, without its repository and its ref. */
  Optional<String> file(Identity by) {
    var repository = of(by, SOURCE_REPOSITORY);
    var whole = of(by, BUILD_CONFIG);
    if (whole.startsWith(HTTPS)) {
      whole = schemeOf(repository) + whole.substring(HTTPS.length());
    }
    var before = repository + beforeFile();
    // A ref may hold an at sign itself, so that the first one after the repository counts, unless
    // it is known: a file of another project has one in its name.
    var end = "@" + of(by, SOURCE_REF);
    int at =
        this == GITLAB && whole.endsWith(end)
            ? whole.length() - end.length()
            : whole.indexOf('@', Math.min(before.length(), whole.length()));
    return whole.startsWith(before) && at > before.length()
        ? Optional.of(whole.substring(before.length(), at))
        : Optional.empty();
  }

  /** What the predicate must repeat of the certificate. */
  abstract List<Said> predicate(Identity by);

  /** What the certificate must repeat of the job that was let in, as far as it is known of it. */
  abstract List<Same> job(Identity by, JsonObject claims);

  private static String schemeOf(String url) {
    return url.startsWith(HTTP) ? HTTP : HTTPS;
  }

  static String of(Identity identity, Identity.Field field) {
    return identity.get(field).orElse("");
  }
}
