package dev.imprimatur.testkit.sigstore;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The identity that a signing certificate names: the values of the extensions {@code
 * 1.3.6.1.4.1.57264.1.N} (github.com/sigstore/fulcio, docs/oid-info.md) by N, and the subject's
 * alternative name.
 *
 * @param name an address ({@code https://…}) or a mail address
 */
public record Identity(String name, SortedMap<Integer, String> extensions) {
  public static final int ISSUER = 8;
  public static final int BUILD_SIGNER = 9;
  public static final int BUILD_SIGNER_DIGEST = 10;
  public static final int RUNNER_ENVIRONMENT = 11;
  public static final int SOURCE_REPOSITORY = 12;
  public static final int SOURCE_REPOSITORY_DIGEST = 13;
  public static final int SOURCE_REPOSITORY_REF = 14;
  public static final int SOURCE_REPOSITORY_ID = 15;
  public static final int SOURCE_REPOSITORY_OWNER = 16;
  public static final int SOURCE_REPOSITORY_OWNER_ID = 17;
  public static final int BUILD_CONFIG = 18;
  public static final int BUILD_CONFIG_DIGEST = 19;
  public static final int BUILD_TRIGGER = 20;
  public static final int RUN_INVOCATION = 21;
  public static final int VISIBILITY_AT_SIGNING = 22;
  public static final int DEPLOYMENT_ENVIRONMENT = 23;
  public static final int TOKEN_SUBJECT = 24;

  /** The address of GitHub, which its tokens do not say. */
  private static final String GITHUB = "https://github.com/";

  public Identity {
    extensions = Collections.unmodifiableSortedMap(new TreeMap<>(extensions));
  }

  /**
   * Returns the identity that a certificate names for a token with these claims, as the public
   * Fulcio has it: a job of GitHub Actions, a job of GitLab, or else a person.
   */
  public static Identity of(Map<String, @Nullable Object> claims) {
    if (claims.containsKey("job_workflow_ref")) {
      return gitHub(new Claims(claims));
    }
    return claims.containsKey("ci_config_ref_uri") ? gitLab(new Claims(claims)) : person(claims);
  }

  /** Returns a person who signed in somewhere, and has a mail address. */
  public static Identity person(String issuer, String mail) {
    return new Identity(mail, new TreeMap<>(Map.of(1, issuer, ISSUER, issuer)));
  }

  /** Says something else in one extension. */
  public Identity with(int extension, String value) {
    var more = new TreeMap<>(extensions);
    more.put(extension, value);
    return new Identity(name, more);
  }

  /** Leaves one extension out. */
  public Identity without(int extension) {
    var fewer = new TreeMap<>(extensions);
    fewer.remove(extension);
    return new Identity(name, fewer);
  }

  /** Returns the value of an extension that is there. */
  public String said(int extension) {
    var value = extensions.get(extension);
    if (value == null) {
      throw new IllegalArgumentException("there is no extension ." + extension);
    }
    return value;
  }

  boolean isPerson() {
    return !name.contains("://");
  }

  private static Identity gitHub(Claims claims) {
    var repository = GITHUB + claims.text("repository");
    var all = new TreeMap<Integer, String>();
    all.put(1, claims.text("iss"));
    all.put(2, claims.text("event_name"));
    all.put(3, claims.text("sha"));
    all.put(4, claims.text("workflow"));
    all.put(5, claims.text("repository"));
    all.put(6, claims.text("ref"));
    all.put(ISSUER, claims.text("iss"));
    all.put(BUILD_SIGNER, GITHUB + claims.text("job_workflow_ref"));
    all.put(BUILD_SIGNER_DIGEST, claims.text("job_workflow_sha"));
    all.put(RUNNER_ENVIRONMENT, claims.text("runner_environment"));
    all.put(SOURCE_REPOSITORY, repository);
    all.put(SOURCE_REPOSITORY_DIGEST, claims.text("sha"));
    all.put(SOURCE_REPOSITORY_REF, claims.text("ref"));
    all.put(SOURCE_REPOSITORY_ID, claims.text("repository_id"));
    all.put(SOURCE_REPOSITORY_OWNER, GITHUB + claims.text("repository_owner"));
    all.put(SOURCE_REPOSITORY_OWNER_ID, claims.text("repository_owner_id"));
    all.put(BUILD_CONFIG, GITHUB + claims.text("workflow_ref"));
    all.put(BUILD_CONFIG_DIGEST, claims.text("workflow_sha"));
    all.put(BUILD_TRIGGER, claims.text("event_name"));
    all.put(
        RUN_INVOCATION,
        "%s/actions/runs/%s/attempts/%s"
            .formatted(repository, claims.text("run_id"), claims.text("run_attempt")));
    all.put(VISIBILITY_AT_SIGNING, claims.text("repository_visibility"));
    return claims.finished(all);
  }

  private static Identity gitLab(Claims claims) {
    var server = claims.text("iss");
    var project = server + "/" + claims.text("project_path");
    // As Fulcio's usual template has it, whatever the server speaks.
    var file = "https://" + claims.text("ci_config_ref_uri");
    var kind = claims.text("ref_type").equals("tag") ? "refs/tags/" : "refs/heads/";
    var all = new TreeMap<Integer, String>();
    all.put(1, server);
    all.put(ISSUER, server);
    all.put(BUILD_SIGNER, file);
    all.put(BUILD_SIGNER_DIGEST, claims.text("ci_config_sha"));
    all.put(RUNNER_ENVIRONMENT, claims.text("runner_environment"));
    all.put(SOURCE_REPOSITORY, project);
    all.put(SOURCE_REPOSITORY_DIGEST, claims.text("sha"));
    all.put(SOURCE_REPOSITORY_REF, kind + claims.text("ref"));
    all.put(SOURCE_REPOSITORY_ID, claims.text("project_id"));
    all.put(SOURCE_REPOSITORY_OWNER, server + "/" + claims.text("namespace_path"));
    all.put(SOURCE_REPOSITORY_OWNER_ID, claims.text("namespace_id"));
    all.put(BUILD_CONFIG, file);
    all.put(BUILD_CONFIG_DIGEST, claims.text("ci_config_sha"));
    all.put(BUILD_TRIGGER, claims.text("pipeline_source"));
    all.put(RUN_INVOCATION, project + "/-/jobs/" + claims.text("job_id"));
    all.put(VISIBILITY_AT_SIGNING, claims.text("project_visibility"));
    return claims.finished(all);
  }

  private static Identity person(Map<String, @Nullable Object> claims) {
    var said = new Claims(claims);
    return person(said.text("iss"), said.text("email"));
  }

  /** The claims of a token, of which those that are read must be there. */
  private record Claims(Map<String, @Nullable Object> all) {

    String text(String claim) {
      if (all.get(claim) instanceof String text) {
        return text;
      }
      throw new IllegalArgumentException("the token does not say its " + claim);
    }

    /**
     * Adds the extensions that both systems have alike; an environment that is not there has no
     * extension.
     */
    Identity finished(SortedMap<Integer, String> extensions) {
      if (all.get("environment") instanceof String environment) {
        extensions.put(DEPLOYMENT_ENVIRONMENT, environment);
      }
      extensions.put(TOKEN_SUBJECT, text("sub"));
      return new Identity(extensions.getOrDefault(BUILD_SIGNER, ""), extensions);
    }
  }
}
