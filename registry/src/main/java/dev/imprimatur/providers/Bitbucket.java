package dev.imprimatur.providers;

import static dev.imprimatur.claimrules.Comparison.EXACT;
import static dev.imprimatur.rulebooks.Provider.provider;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.OptionalClaim;
import dev.imprimatur.claimrules.Pins;
import dev.imprimatur.claimrules.ProjectClaim;
import dev.imprimatur.claimrules.Refs;
import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.display.Link;
import dev.imprimatur.display.Shown;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.rulebooks.Provider;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Bitbucket Pipelines. Claims: support.atlassian.com, "Integrate Pipelines with resource servers
 * using OIDC". Its tokens name nothing but ids, which stand in braces there; its issuer has the
 * workspace's name in it, which can be given to another, and so the ids decide.
 */
final class Bitbucket {
  private static final String ENVIRONMENT = "deploymentEnvironmentUuid";
  private static final String ISSUER =
      "https://api\\.bitbucket\\.org/2\\.0/workspaces/[A-Za-z0-9_-]+/pipelines-config/identity/oidc";

  static final Provider PROVIDER =
      provider("bitbucket", "Bitbucket Pipelines")
          .signsWith("RS256")
          .lastsAtMost(Duration.ofMinutes(70))
          .givesOneTokenToAJob()
          .isAJobIf(Claim.uuid("workspaceUuid"), Claim.uuid("repositoryUuid"))
          .isAJobIf(Claim.uuid("pipelineUuid"), Claim.uuid("stepUuid"))
          .rule(named("workspaceUuid", "workspace id", "--workspace"))
          .rule(named("repositoryUuid", "repository id", "--repository"))
          .pins(
              new Pins(List.of(Claim.uuid("repositoryUuid")), List.of(Claim.uuid("workspaceUuid"))))
          .rule(
              new OptionalClaim(
                  Setting.text(
                          ENVIRONMENT,
                          "deployment environment id",
                          Forms.UUID,
                          "--environment",
                          "--env")
                      .asked(
                          "Deployment environment id",
                          "2a2b3c4d-1111-4222-8333-444455558888",
                          "A UUID without braces. Strongly recommended: it is the only gate, as a"
                              + " token says neither its file nor its tag.",
                          "Repository settings, OpenID Connect.")
                      .recommended(),
                  Claim.uuid(ENVIRONMENT),
                  EXACT))
          // There is no claim for a tag, and none for the file that defines the step.
          .rule(
              Refs.shortNames(
                  Refs.branches("branchName", "ref"),
                  new Refs.Source(Claim.text("branchName"), "refs/heads/")))
          .records("pipelineUuid", "stepUuid")
          .ignores("sub", "accountUuid")
          .cannotTellPullRequests(
              "a token names neither the event nor the ref, so that of a pull request is its"
                  + " branch's")
          .isOneRunIfSame(Claim.uuid("repositoryUuid"), Claim.uuid("pipelineUuid"))
          .isKnownBy("repositoryUuid")
          .isSeenAt(issuer ->
              issuer.matches(ISSUER) ? Optional.of("https://bitbucket.org") : Optional.empty())
          .shows(
              shown("Repository", "repositoryUuid", ""),
              Shown.plain("Branch", "branchName"),
              Shown.plain("Environment", ENVIRONMENT),
              shown("Pipeline", "pipelineUuid", "/pipelines/results/%7B{pipelineUuid}%7D"))
          .build();

  private Bitbucket() {}

  private static ProjectClaim named(String claim, String label, String flag) {
    var title = label.substring(0, 1).toUpperCase(Locale.ROOT) + label.substring(1);
    return new ProjectClaim(
        Setting.text(claim, label, Forms.UUID, flag)
            .needed()
            .asked(
                title,
                "9a8b7c6d-1111-4222-8333-444455556666",
                "A UUID without braces.",
                "Repository settings, OpenID Connect."),
        Claim.uuid(claim),
        EXACT);
  }

  /** Shows an id without its braces, and a page of its repository. */
  private static Shown shown(String label, String claim, String below) {
    var link =
        Link.to(
            "/%7B{workspaceUuid}%7D/%7B{repositoryUuid}%7D" + below,
            Map.of(
                "workspaceUuid", Forms.UUID.pattern(),
                "repositoryUuid", Forms.UUID.pattern(),
                "pipelineUuid", Forms.UUID.pattern()));
    return (recorded, web) -> Shown.linked(label, claim, link).in(bare(recorded), web);
  }

  private static JsonObject bare(JsonObject recorded) {
    var bare = recorded.but();
    for (var claim : List.of("workspaceUuid", "repositoryUuid", "pipelineUuid")) {
      recorded.text(claim).ifPresent(text -> bare.and(claim, Claim.uuid(claim).canonical(text)));
    }
    return bare.build();
  }
}
