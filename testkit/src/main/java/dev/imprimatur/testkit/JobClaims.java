package dev.imprimatur.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What GitHub says about one job in its identity tokens (docs.github.com, "OpenID Connect
 * reference"). The methods named after facts keep every claim that follows from the fact in step;
 * {@link #with} and {@link #without} have the last word on a single claim, whatever the others say.
 */
public final class JobClaims {
  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final Duration HEAD_START = Duration.ofMinutes(10);
  private static final Set<String> PULL_REQUESTS = Set.of("pull_request", "pull_request_target");

  /** What was chosen, by the name of the claim that says it; everything else follows. */
  private final Map<String, String> facts;

  private final List<Consumer<Map<String, @Nullable Object>>> edits;

  /** The order of the facts stays, so that the same job has the same payload in every run. */
  private JobClaims(
      Map<String, String> facts, List<Consumer<Map<String, @Nullable Object>>> edits) {
    this.facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    this.edits = List.copyOf(edits);
  }

  /**
   * A push to the main branch of a private repository, built on GitHub's own runner.
   *
   * @param repository {@code owner/name}; ids and the commit are derived from it
   * @param workflowFile the bare name of a file in {@code .github/workflows}
   */
  public static JobClaims of(String repository, String workflowFile) {
    if (!repository.matches("[^/]+/[^/]+")) {
      throw new IllegalArgumentException("a repository is owner/name, not " + repository);
    }
    var facts = new LinkedHashMap<String, String>();
    facts.put("repository", repository);
    facts.put("repository_owner", repository.substring(0, repository.indexOf('/')));
    facts.put("workflow", ".github/workflows/" + workflowFile);
    return new JobClaims(facts, List.of());
  }

  /** A full ref such as {@code refs/tags/v1.2.3}, or {@code ""} for a run on a bare commit. */
  public JobClaims ref(String ref) {
    return fact("ref", ref);
  }

  /** The commit, as 40 hex digits. */
  public JobClaims sha(String sha) {
    return fact("sha", sha);
  }

  public JobClaims environment(String environment) {
    return fact("environment", environment);
  }

  /** What started the run; a pull request and a release bring a ref of their own kind. */
  public JobClaims event(String event) {
    return fact("event_name", event);
  }

  public JobClaims selfHosted() {
    return fact("runner_environment", "self-hosted");
  }

  public JobClaims repositoryId(String id) {
    return fact("repository_id", id);
  }

  public JobClaims repositoryOwnerId(String id) {
    return fact("repository_owner_id", id);
  }

  /** {@code public}, {@code private} or {@code internal}. */
  public JobClaims visibility(String visibility) {
    return fact("repository_visibility", visibility);
  }

  /** The reusable workflow that defines the job, as {@code owner/name/path@ref}. */
  public JobClaims calledWorkflow(String workflowRef) {
    return fact("job_workflow_ref", workflowRef);
  }

  /** Fixes the audience; otherwise it is what the job asks for, or else the owner's address. */
  public JobClaims audience(String audience) {
    return fact("aud", audience);
  }

  /** Says that another issuer has issued the token, which is signed with the same key. */
  public JobClaims issuer(String issuer) {
    return fact("iss", issuer);
  }

  /** When it is issued, cut to the second; it is valid from 600 s before to 300 s after. */
  public JobClaims issuedAt(Instant instant) {
    return fact("iat", Long.toString(instant.getEpochSecond()));
  }

  /** When it ceases to be valid, cut to the second. */
  public JobClaims expiresAt(Instant instant) {
    return fact("exp", Long.toString(instant.getEpochSecond()));
  }

  /** Sets one claim to any JSON value: text, number, boolean, list, map or null. */
  public JobClaims with(String claim, @Nullable Object value) {
    return edit(payload -> payload.put(claim, value));
  }

  /** Leaves one claim out. */
  public JobClaims without(String claim) {
    return edit(payload -> payload.remove(claim));
  }

  /** Every claim of a token that is issued now, with a new id. */
  Map<String, @Nullable Object> payload(String issuer, String audience, Instant now) {
    var said = new Said(new LinkedHashMap<>(facts));
    said.orElse("jti", UUID.randomUUID().toString());
    said.orElse("iss", issuer);
    said.orElse("aud", audience);
    sayRepository(said);
    sayRun(said);
    sayRef(said);
    sayWorkflow(said);
    said.orElse("sub", subject(said));
    var payload = new LinkedHashMap<String, @Nullable Object>(said.claims);
    putTimes(payload, now.getEpochSecond());
    edits.forEach(edit -> edit.accept(payload));
    return payload;
  }

  /** The audience of a token for which none was asked. */
  String ownerAddress() {
    return "https://github.com/" + facts.get("repository_owner");
  }

  private JobClaims fact(String claim, String value) {
    var more = new LinkedHashMap<>(facts);
    more.put(claim, value);
    return new JobClaims(more, edits);
  }

  private JobClaims edit(Consumer<Map<String, @Nullable Object>> edit) {
    var more = new ArrayList<>(edits);
    more.add(edit);
    return new JobClaims(facts, more);
  }

  private static void sayRepository(Said said) {
    said.orElse("repository_id", idOf(said.get("repository")));
    said.orElse("repository_owner_id", idOf(said.get("repository_owner")));
    said.orElse("repository_visibility", "private");
  }

  private static void sayRun(Said said) {
    said.orElse("event_name", "push");
    said.orElse("runner_environment", "github-hosted");
    said.orElse("run_id", idOf(said.get("repository") + " run"));
    said.orElse("run_number", "4");
    said.orElse("run_attempt", "1");
    said.orElse("check_run_id", idOf(said.get("repository") + " check run"));
    said.orElse("actor", "octocat");
    said.orElse("actor_id", "583231");
    if (said.has("environment")) {
      said.orElse("environment_node_id", "EN_" + idOf(said.get("environment")));
    }
  }

  private static void sayRef(Said said) {
    boolean pullRequest = PULL_REQUESTS.contains(said.get("event_name"));
    said.orElse("head_ref", pullRequest ? "feature" : "");
    said.orElse("base_ref", pullRequest ? "main" : "");
    switch (said.get("event_name")) {
      case "pull_request" -> said.orElse("ref", "refs/pull/7/merge");
      case "release" -> said.orElse("ref", "refs/tags/v1.0.0");
      default -> said.orElse("ref", "refs/heads/main");
    }
    var ref = said.get("ref");
    said.orElse("ref_type", ref.startsWith("refs/tags/") ? "tag" : ref.isEmpty() ? "" : "branch");
    said.orElse("ref_protected", "true");
    said.orElse("sha", commitOf(said.get("repository") + "@" + ref));
  }

  private static void sayWorkflow(Said said) {
    var at = said.get("ref").isEmpty() ? said.get("sha") : said.get("ref");
    var caller = said.get("repository") + "/" + said.get("workflow") + "@" + at;
    said.orElse("workflow_ref", caller);
    said.orElse("workflow_sha", said.get("sha"));
    said.orElse("job_workflow_ref", caller);
    var definedBy = said.get("job_workflow_ref");
    said.orElse(
        "job_workflow_sha", definedBy.equals(caller) ? said.get("sha") : commitOf(definedBy));
  }

  /** In the form with ids, which every repository created after 15 July 2026 has. */
  private static String subject(Said said) {
    var situation = "ref:" + said.get("ref").replace(":", "%3A");
    if (said.has("environment")) {
      situation = "environment:" + said.get("environment").replace(":", "%3A");
    } else if (said.get("event_name").equals("pull_request")) {
      situation = "pull_request";
    }
    var owner = said.get("repository_owner");
    return "repo:%s@%s/%s@%s:%s"
        .formatted(
            owner,
            said.get("repository_owner_id"),
            said.get("repository").substring(owner.length() + 1),
            said.get("repository_id"),
            situation);
  }

  private void putTimes(Map<String, @Nullable Object> payload, long now) {
    long issued = Long.parseLong(facts.getOrDefault("iat", Long.toString(now)));
    long expires = issued + LIFETIME.toSeconds();
    payload.put("iat", issued);
    payload.put("nbf", issued - HEAD_START.toSeconds());
    payload.put("exp", Long.parseLong(facts.getOrDefault("exp", Long.toString(expires))));
  }

  /** A number of nine digits, the same for every spelling of a name, as on GitHub. */
  private static String idOf(String name) {
    long number = ByteBuffer.wrap(sha256(name.toLowerCase(Locale.ROOT))).getLong();
    return Long.toString(100_000_000L + Math.floorMod(number, 900_000_000L));
  }

  private static String commitOf(String seed) {
    return HexFormat.of().formatHex(sha256(seed), 0, 20);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The text claims of one token as it is put together; what was chosen stays. */
  private record Said(Map<String, String> claims) {

    boolean has(String claim) {
      return claims.containsKey(claim);
    }

    String get(String claim) {
      return Objects.requireNonNull(claims.get(claim), claim);
    }

    void orElse(String claim, String value) {
      claims.putIfAbsent(claim, value);
    }
  }
}
