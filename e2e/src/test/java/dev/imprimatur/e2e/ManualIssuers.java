package dev.imprimatur.e2e;

import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.CiSystems;
import dev.imprimatur.testkit.ci.CircleCi;
import dev.imprimatur.testkit.ci.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The CI systems that the manual speaks of, each pretended under the address that it prints, and
 * the jobs that it has trusted. None of them can be asked there, so that the registry has their
 * keys.
 */
final class ManualIssuers implements AutoCloseable {
  /** Where a system is that need not be added. */
  private static final Map<String, String> BUILT_IN =
      Map.of(
          "buildkite", "https://agent.buildkite.com",
          "google", "https://accounts.google.com",
          "circleci", "https://oidc.circleci.com/org/94b40e60-cfd5-486f-a04b-507abf27a83d");

  private static final Map<String, String> TERMS =
      Map.of(
          "azure", "    sharedAudience: true\n",
          "generic",
              "    claims: {names: [sub], ids: [workload_id], requires: {kind: job}, jti: true}\n");

  private static final Pattern ADDED =
      Pattern.compile("\\./imprimatur issuer add (\\w+) (?:\\\\\n *)?(\\S+)");

  private static final Pattern FLAG = Pattern.compile("--([\\w-]+) (\\S+)");

  private final Map<String, FakeIssuer> issuers = new LinkedHashMap<>();

  ManualIssuers(List<ManualPages.Block> printed) {
    for (var example : CiSystems.EXAMPLES) {
      var id = example.system().id();
      if (!id.equals("github")) {
        issuers.put(id, FakeIssuer.startAs(example.system(), address(id, printed)));
      }
    }
  }

  private static String address(String id, List<ManualPages.Block> printed) {
    return printed.stream()
        .flatMap(block -> ADDED.matcher(block.text()).results())
        .filter(added -> added.group(1).equals(id))
        .map(added -> added.group(2))
        .findFirst()
        .orElseGet(() -> BUILT_IN.getOrDefault(id, ""));
  }

  FakeIssuer of(String id) {
    var issuer = issuers.get(id);
    if (issuer == null) {
      throw new IllegalArgumentException(id);
    }
    return issuer;
  }

  /** Opens an environment whose registry takes their identity tokens. */
  E2eEnvironment surroundings(Path folder) {
    var configured = new ArrayList<String>();
    issuers.forEach((id, issuer) ->
        configured.add(Imprimatur.unreachable(id, issuer, folder) + TERMS.getOrDefault(id, "")));
    return E2eEnvironment.open(folder, configured);
  }

  /** The job that this command trusts. */
  Workload job(String id, String trust) {
    var job = CiSystems.example(id).orElseThrow();
    for (var flag : FLAG.matcher(trust).results().toList()) {
      job = said(id, job, flag.group(1), flag.group(2));
    }
    return switch (id) {
      case "azure" -> job.with("org_id", of(id).issuer().replaceFirst(".*/", ""));
      case "generic" -> job.with("kind", "job").with("workload_id", "w-17");
      default -> job;
    };
  }

  private static Workload said(String id, Workload job, String flag, String value) {
    return switch (id + " " + flag) {
      case "circleci org-id", "circleci project-id", "circleci pipeline-definition-id" ->
          job.with("oidc.circleci.com/" + flag, value);
      case "circleci context-id" -> job.but(CircleCi.contexts(value));
      case "bitbucket workspace" -> job.with("workspaceUuid", "{" + value + "}");
      case "bitbucket repository" -> job.with("repositoryUuid", "{" + value + "}");
      case "bitbucket environment" -> job.with("deploymentEnvironmentUuid", "{" + value + "}");
      default -> job;
    };
  }

  @Override
  public void close() {
    issuers.values().forEach(FakeIssuer::close);
  }
}
