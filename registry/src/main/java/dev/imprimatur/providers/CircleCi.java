package dev.imprimatur.providers;

import static dev.imprimatur.claimrules.Comparison.EXACT;
import static dev.imprimatur.claimrules.Comparison.IGNORING_ASCII_CASE;
import static dev.imprimatur.rulebooks.Provider.provider;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.Contains;
import dev.imprimatur.claimrules.OptionalClaim;
import dev.imprimatur.claimrules.Pins;
import dev.imprimatur.claimrules.ProjectClaim;
import dev.imprimatur.claimrules.Refs;
import dev.imprimatur.claimrules.RequiredCondition;
import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.claimrules.Setting.Form;
import dev.imprimatur.claimrules.Settings;
import dev.imprimatur.claimrules.TokenPayload;
import dev.imprimatur.display.Fact;
import dev.imprimatur.display.Shown;
import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.rulebooks.Provider;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** CircleCI. Claims: circleci.com/docs, "OpenID Connect tokens"; a slash is part of their names. */
final class CircleCi {
  /** The issuer of which every organization may get tokens, if it asks for them. */
  private static final String ROOT = "https://oidc.circleci.com";

  private static final String ORG = "oidc.circleci.com/org-id";
  private static final String PROJECT = "oidc.circleci.com/project-id";
  private static final String DEFINITION = "oidc.circleci.com/pipeline-definition-id";
  private static final String ORIGIN = "oidc.circleci.com/vcs-origin";
  private static final String REF = "oidc.circleci.com/vcs-ref";
  private static final String CONTEXTS = "oidc.circleci.com/context-ids";
  private static final String SSH = "oidc.circleci.com/ssh-rerun";

  private static final Pattern LINKED =
      Pattern.compile(
          "(?:github\\.com|gitlab\\.com|bitbucket\\.org)"
              + "(?:/[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}){2,20}");

  private static final Form ORIGIN_FORM =
      Form.of(
          "[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+(?::\\d{1,5})?(?:/%s){2,20}".formatted(Forms.NAME),
          "write it as github.com/owner/name, without https:// in front");

  static final Provider PROVIDER =
      provider("circleci", "CircleCI")
          .issuedByOneFor(CircleCi::issuer)
          .signsWith("RS256")
          .lastsAtMost(Duration.ofMinutes(65))
          .givesOneTokenToAJob()
          .isAJobIf(Claim.uuid(ORG), Claim.uuid(PROJECT), Claim.text("oidc.circleci.com/job-id"))
          .isAJobIf(Claim.truth(SSH))
          .isAJobIf(
              new RequiredCondition(
                  Claim.uuid(ORG),
                  "organization id",
                  CircleCi::isOfItsIssuer,
                  "that is its issuer's"))
          .rule(names(ORG, "organization id", "--org-id"))
          .rule(names(PROJECT, "project id", "--project-id"))
          .pins(new Pins(List.of(Claim.uuid(PROJECT)), List.of(Claim.uuid(ORG))))
          .rule(
              new OptionalClaim(
                  Setting.text(
                          DEFINITION,
                          "pipeline definition id",
                          Forms.UUID,
                          "--pipeline-definition-id")
                      .needed()
                      .asked(
                          "Pipeline definition id",
                          "c959a6e7-5b83-4bc1-b46f-37bf13513490",
                          "A UUID.",
                          "Project Settings, Pipelines."),
                  Claim.uuid(DEFINITION),
                  EXACT))
          // A fork that is built with the project's secrets differs in nothing else. It is no name
          // of the project, or a fork would pass for a project that was renamed.
          .rule(
              new OptionalClaim(
                  Setting.text(ORIGIN, "repository origin", ORIGIN_FORM, "--vcs-origin")
                      .needed()
                      .asked(
                          "VCS origin",
                          "github.com/acme/rocket",
                          "The repository, without https:// in front."),
                  Claim.text(ORIGIN),
                  IGNORING_ASCII_CASE))
          .rule(
              new Contains(
                  Setting.texts(CONTEXTS, "context id", Forms.UUID, "--context-id")
                      .asked(
                          "Context ids",
                          "a1b2c3d4-e5f6-7890-abcd-ef1234567890",
                          "Contexts that the job must have, all of them. Strongly recommended: a"
                              + " context can be restricted to people and branches.",
                          "Organization Settings, Contexts.")
                      .recommended(),
                  Claim.uuid(CONTEXTS)))
          .rule(Refs.full(REF, "ref"))
          .rule(
              new RequiredCondition(
                  Claim.truth(SSH),
                  "SSH rerun",
                  CircleCi::isLeftAlone,
                  "a job that somebody has a shell in may not publish"))
          .records("oidc.circleci.com/job-id", "oidc.circleci.com/workflow-id")
          .records("oidc.circleci.com/pipeline-id")
          // It names the person who started the job, and has two forms.
          .ignores("sub")
          .isOneRunIfSame(Claim.uuid(PROJECT), Claim.text("oidc.circleci.com/workflow-id"))
          .isKnownBy(ORIGIN)
          .shows(
              CircleCi::origin,
              Shown.ref(REF),
              Shown.plain("Pipeline definition", DEFINITION),
              Shown.plain("Workflow run", "oidc.circleci.com/workflow-id"),
              Shown.plain("Job", "oidc.circleci.com/job-id"))
          .build();

  private CircleCi() {}

  private static ProjectClaim names(String claim, String label, String flag) {
    return new ProjectClaim(
        Setting.text(claim, label, Forms.UUID, flag)
            .needed()
            .asked(
                label.substring(0, 1).toUpperCase(Locale.ROOT) + label.substring(1),
                "94b40e60-cfd5-486f-a04b-507abf27a83d",
                "A UUID.",
                "Organization Settings and Project Settings, Overview."),
        Claim.uuid(claim),
        EXACT);
  }

  /** Returns the issuer; each organization has its own. */
  private static Optional<String> issuer(JsonObject settings) {
    return new Settings(settings)
        .text(ORG)
        .map(Claim.uuid(ORG)::canonical)
        .filter(id -> Forms.UUID.pattern().matcher(id).matches())
        .map(id -> ROOT + "/org/" + id);
  }

  private static boolean isOfItsIssuer(TokenPayload claims) {
    return claims.issuerUrl().equals(ROOT)
        || claims
            .text(Claim.uuid(ORG))
            .filter(id -> claims.issuerUrl().endsWith("/org/" + id))
            .isPresent();
  }

  /** Reads anything but a plain no as a yes, unless the issuer is known not to have the claim. */
  private static boolean isLeftAlone(TokenPayload claims) {
    var said = claims.json().get(SSH);
    return said.isEmpty() || said.equals(Optional.of(new JsonBoolean(false)));
  }

  private static Optional<Fact> origin(JsonObject recorded, String web) {
    return Shown.said(recorded, ORIGIN)
        .map(origin ->
            new Fact(
                "Repository",
                origin,
                LINKED.matcher(origin).matches()
                    ? Optional.of("https://" + origin)
                    : Optional.empty()));
  }
}
