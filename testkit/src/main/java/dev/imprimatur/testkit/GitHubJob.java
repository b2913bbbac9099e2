package dev.imprimatur.testkit;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A job on a runner, as the programs in it see it.
 *
 * @param environment the variables that GitHub sets (docs.github.com, "Variables reference"); they
 *     say the same as the job's claims, and a claim that is not text has no variable
 */
public record GitHubJob(Map<String, String> environment) {
  private static final String CLAIMS_WITH_VARIABLE =
      """
      actor actor_id base_ref event_name head_ref ref ref_protected ref_type repository \
      repository_id repository_owner repository_owner_id run_attempt run_id run_number sha \
      workflow workflow_ref workflow_sha\
      """;

  public GitHubJob {
    environment = Collections.unmodifiableMap(new TreeMap<>(environment));
  }

  static GitHubJob saying(Map<String, @Nullable Object> payload) {
    var environment = new TreeMap<String, String>();
    environment.put("CI", "true");
    environment.put("GITHUB_ACTIONS", "true");
    environment.put("GITHUB_API_URL", "https://api.github.com");
    environment.put("GITHUB_JOB", "publish");
    environment.put("GITHUB_SERVER_URL", "https://github.com");
    environment.put("RUNNER_ARCH", "X64");
    environment.put("RUNNER_OS", "Linux");
    for (var claim : CLAIMS_WITH_VARIABLE.split(" ", -1)) {
      putText(environment, "GITHUB_" + claim.toUpperCase(Locale.ROOT), payload.get(claim));
    }
    putText(environment, "RUNNER_ENVIRONMENT", payload.get("runner_environment"));
    if (payload.get("ref") instanceof String ref) {
      environment.put("GITHUB_REF_NAME", ref.replaceFirst("^refs/(heads|tags|pull)/", ""));
    }
    return new GitHubJob(environment);
  }

  /** The same job, with {@code permissions: id-token: write}. */
  GitHubJob mayAskForTokens(String requestUrl, String requestToken) {
    var more = new TreeMap<>(environment);
    more.put("ACTIONS_ID_TOKEN_REQUEST_URL", requestUrl);
    more.put("ACTIONS_ID_TOKEN_REQUEST_TOKEN", requestToken);
    return new GitHubJob(more);
  }

  private static void putText(
      Map<String, String> environment, String variable, @Nullable Object claim) {
    if (claim instanceof String text) {
      environment.put(variable, text);
    }
  }
}
