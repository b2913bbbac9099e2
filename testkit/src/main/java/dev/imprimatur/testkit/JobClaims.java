package dev.imprimatur.testkit;

import dev.imprimatur.testkit.ci.CiSystem;
import dev.imprimatur.testkit.ci.GitHub;
import dev.imprimatur.testkit.ci.Job;
import dev.imprimatur.testkit.ci.Workload;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The claims of one job in GitHub's identity tokens (docs.github.com, "OpenID Connect reference").
 * The methods named after facts keep every claim that follows from the fact in step; {@link #with}
 * and {@link #without} have the last word on a single claim, whatever the others say.
 */
public final class JobClaims implements Job {
  private final Workload job;

  private JobClaims(Workload job) {
    this.job = job;
  }

  /**
   * Returns a push to the main branch of a private repository, built on GitHub's own runner.
   *
   * @param repository {@code owner/name}; ids and the commit are derived from it
   * @param workflowFile the bare name of a file in {@code .github/workflows}
   */
  public static JobClaims of(String repository, String workflowFile) {
    return new JobClaims(GitHub.push(repository, workflowFile));
  }

  /**
   * Sets the full ref, such as {@code refs/tags/v1.2.3}, or {@code ""} for a run on a bare commit.
   */
  public JobClaims ref(String ref) {
    return fact("ref", ref);
  }

  /** Sets the commit, as 40 hex digits. */
  public JobClaims sha(String sha) {
    return fact("sha", sha);
  }

  public JobClaims environment(String environment) {
    return fact("environment", environment);
  }

  /**
   * Sets the event that started the run; a pull request and a release bring a ref of their own
   * kind.
   */
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

  /** Sets the repository's visibility: {@code public}, {@code private} or {@code internal}. */
  public JobClaims visibility(String visibility) {
    return fact("repository_visibility", visibility);
  }

  /** Names the reusable workflow that defines the job, as {@code owner/name/path@ref}. */
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

  /**
   * Sets the time of issue, cut to the second; the token is valid from 600 s before to 300 s after.
   */
  public JobClaims issuedAt(Instant instant) {
    return new JobClaims(job.issuedAt(instant));
  }

  /** Sets the time at which the token ceases to be valid, cut to the second. */
  public JobClaims expiresAt(Instant instant) {
    return new JobClaims(job.expiresAt(instant));
  }

  /** Sets one claim to any JSON value: text, number, boolean, list, map or null. */
  public JobClaims with(String claim, @Nullable Object value) {
    return new JobClaims(job.with(claim, value));
  }

  /** Leaves one claim out. */
  public JobClaims without(String claim) {
    return new JobClaims(job.without(claim));
  }

  @Override
  public CiSystem system() {
    return job.system();
  }

  /** Returns the address of the repository's owner. */
  @Override
  public String usualAudience(String issuer) {
    return "https://github.com/" + job.chosen("repository_owner");
  }

  @Override
  public Map<String, @Nullable Object> payload(String issuer, String audience, Instant now) {
    return job.payload(issuer, audience, now);
  }

  private JobClaims fact(String claim, String value) {
    return new JobClaims(job.fact(claim, value));
  }
}
