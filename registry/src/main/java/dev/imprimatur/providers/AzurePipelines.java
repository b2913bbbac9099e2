package dev.imprimatur.providers;

import static dev.imprimatur.claimrules.Comparison.IGNORING_ASCII_CASE;
import static dev.imprimatur.rulebooks.Provider.provider;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.OptionalClaim;
import dev.imprimatur.claimrules.Pins;
import dev.imprimatur.claimrules.ProjectClaim;
import dev.imprimatur.claimrules.Refs;
import dev.imprimatur.claimrules.RequiredCondition;
import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.claimrules.Setting.Form;
import dev.imprimatur.claimrules.TokenPayload;
import dev.imprimatur.display.Fact;
import dev.imprimatur.display.Shown;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.rulebooks.Provider;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Azure Pipelines. Claims: those of a pipeline's own token, not of a service connection's. All of
 * its tokens are made for one audience, so whoever ever got one may bring it here: an operator must
 * say of each issuer that they know this ({@code sharedAudience}).
 */
final class AzurePipelines {
  private static final String ISSUER = "https://vstoken.dev.azure.com/";

  /** The form of Azure's names, which may have spaces, and almost every other sign. */
  private static final String NAME = "[^/\\\\\\p{C}\\p{Zl}\\p{Zp}*]{1,255}";

  private static final Form PIPELINE =
      Form.of(
          "p://%1$s/%1$s/(?:%1$s|\\*)".formatted(NAME),
          "write it as p://organization/project/pipeline");

  private static final Pattern LINKED =
      Pattern.compile("p://([A-Za-z0-9-]{1,50})/([A-Za-z0-9_-][A-Za-z0-9._-]{0,63})/[^/]+");

  private static final Pattern REPOSITORY =
      Pattern.compile(
          "https://(?:github\\.com|dev\\.azure\\.com)(?:/[A-Za-z0-9_-][A-Za-z0-9._-]{0,100}){2,4}");

  static final Provider PROVIDER =
      provider("azure", "Azure Pipelines")
          .alwaysSpeaksTo("api://AzureADTokenExchange")
          .signsWith("RS256")
          .lastsAtMost(Duration.ofMinutes(15))
          .givesOneTokenToAJob()
          .givesEveryTokenAnId()
          .isAJobIf(Claim.uuid("org_id"), Claim.uuid("prj_id"))
          .isAJobIf("def_id", "run_id", "rpo_ref")
          // All organizations' tokens are signed with the same keys.
          .isAJobIf(
              new RequiredCondition(
                  Claim.uuid("org_id"),
                  "organization id",
                  AzurePipelines::isOfItsIssuer,
                  "that is its issuer's"))
          .isAJobIf(
              new RequiredCondition(
                  Claim.text("sub"),
                  "pipeline",
                  AzurePipelines::isPipeline,
                  "that is a pipeline's"))
          .rule(
              new ProjectClaim(
                  Setting.text("sub", "pipeline", PIPELINE, "--pipeline")
                      .needed()
                      .asked(
                          "Pipeline",
                          "p://acme/rocket/publish",
                          "The organization, the project and the pipeline, as its tokens write"
                              + " it."),
                  Claim.text("sub"),
                  IGNORING_ASCII_CASE))
          // A pipeline's number is only its own within its project.
          .pins(
              new Pins(
                  List.of(Claim.uuid("prj_id"), Claim.text("def_id")),
                  List.of(Claim.uuid("org_id"))))
          .rule(
              new OptionalClaim(
                  Setting.text("rpo_uri", "repository", Forms.TEXT, "--repository")
                      .asked(
                          "Repository",
                          "https://dev.azure.com/acme/rocket/_git/rocket",
                          "The address of the repository, as the job's tokens say it."),
                  Claim.text("rpo_uri"),
                  IGNORING_ASCII_CASE))
          .rule(
              new RequiredCondition(
                  Claim.text("rpo_ref"),
                  "ref",
                  AzurePipelines::isMerged,
                  "a pull request may not publish"))
          .rule(Refs.full("rpo_ref", "ref"))
          .records("rpo_id", "rpo_ver", "run_id")
          .isOneRunIfSame(Claim.uuid("prj_id"), Claim.text("run_id"))
          .isKnownBy("sub")
          .shows(
              Shown.plain("Pipeline", "sub"),
              AzurePipelines::repository,
              Shown.commit("rpo_ver"),
              Shown.ref("rpo_ref"),
              AzurePipelines::run)
          .build();

  private AzurePipelines() {}

  private static boolean isOfItsIssuer(TokenPayload claims) {
    return claims
        .text(Claim.uuid("org_id"))
        .filter(id -> claims.issuerUrl().endsWith("/" + id))
        .isPresent();
  }

  private static boolean isPipeline(TokenPayload claims) {
    return claims.text("sub").filter(sub -> sub.startsWith("p://")).isPresent();
  }

  private static boolean isMerged(TokenPayload claims) {
    return claims.text("rpo_ref").filter(ref -> ref.matches("refs/(?:heads|tags)/.+")).isPresent();
  }

  private static Optional<Fact> repository(JsonObject recorded, String web) {
    return Shown.said(recorded, "rpo_uri")
        .map(uri ->
            new Fact(
                "Repository",
                uri,
                Optional.of(uri).filter(address -> REPOSITORY.matcher(address).matches())));
  }

  private static Optional<Fact> run(JsonObject recorded, String web) {
    boolean ours = recorded.text("iss").filter(issuer -> issuer.startsWith(ISSUER)).isPresent();
    return Shown.said(recorded, "run_id")
        .map(id -> new Fact("Run", id, ours ? address(recorded, id) : Optional.empty()));
  }

  private static Optional<String> address(JsonObject recorded, String run) {
    return Shown.said(recorded, "sub")
        .map(LINKED::matcher)
        .filter(names -> names.matches() && run.matches("[1-9][0-9]{0,15}"))
        .map(names ->
            "https://dev.azure.com/%s/%s/_build/results?buildId=%s"
                .formatted(names.group(1), names.group(2), run));
  }
}
