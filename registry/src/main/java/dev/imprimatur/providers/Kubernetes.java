package dev.imprimatur.providers;

import static dev.imprimatur.claimrules.Comparison.EXACT;
import static dev.imprimatur.rulebooks.Provider.provider;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.Claim.Reading;
import dev.imprimatur.claimrules.Pins;
import dev.imprimatur.claimrules.ProjectClaim;
import dev.imprimatur.claimrules.RequiredCondition;
import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.claimrules.Setting.Form;
import dev.imprimatur.claimrules.TokenPayload;
import dev.imprimatur.display.Shown;
import dev.imprimatur.rulebooks.Provider;
import java.time.Duration;
import java.util.List;

/**
 * Service accounts of Kubernetes. Claims: kubernetes.io/docs, "Managing Service Accounts". Whatever
 * can run a pod under the account can publish. Its old tokens, which are kept in secrets, have
 * neither an end nor an audience, and so are refused.
 */
final class Kubernetes {
  private static final String OBJECT = "kubernetes.io";
  private static final Claim NAMESPACE = Claim.inside("namespace", OBJECT, "namespace");
  private static final Claim ACCOUNT =
      Claim.inside("serviceaccount", OBJECT, "serviceaccount", "name");

  private static final Claim ACCOUNT_ID =
      new Claim("serviceaccount_uid", List.of(OBJECT, "serviceaccount", "uid"), Reading.UUID);

  private static final Form LABEL =
      Form.of(
          "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", "it has lower-case letters, digits and dashes");

  private static final Form SUBDOMAIN =
      Form.of(
          "[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?",
          "it has lower-case letters, digits, dashes and dots");

  static final Provider PROVIDER =
      provider("kubernetes", "Kubernetes")
          .signsWith("RS256", "ES256", "ES384")
          .lastsAtMost(Duration.ofMinutes(60))
          .givesOneTokenToAJob()
          .isAJobIf(NAMESPACE, ACCOUNT, ACCOUNT_ID)
          .isAJobIf(
              new RequiredCondition(
                  Claim.text("sub"),
                  "subject",
                  Kubernetes::isItsSubject,
                  "that is its service account's"))
          .rule(
              new ProjectClaim(
                  Setting.text("namespace", "namespace", LABEL, "--namespace")
                      .needed()
                      .asked("Namespace", "ci", "The namespace of the service account."),
                  NAMESPACE,
                  EXACT))
          .rule(
              new ProjectClaim(
                  Setting.text("serviceaccount", "service account", SUBDOMAIN, "--service-account")
                      .needed()
                      .asked(
                          "Service account",
                          "publisher",
                          "The account that the pod runs as; make one for this alone."),
                  ACCOUNT,
                  EXACT))
          // An account that is created again under its old name has another id.
          .pins(new Pins(List.of(ACCOUNT_ID), List.of()))
          .records(
              Claim.inside("pod", OBJECT, "pod", "name"),
              Claim.inside("pod_uid", OBJECT, "pod", "uid"),
              Claim.inside("node", OBJECT, "node", "name"))
          .cannotTellPullRequests("a token names a service account, and not what its pod does")
          .isKnownBy("serviceaccount")
          .shows(
              Shown.plain("Service account", "serviceaccount"),
              Shown.plain("Namespace", "namespace"),
              Shown.plain("Pod", "pod"))
          .build();

  private Kubernetes() {}

  private static boolean isItsSubject(TokenPayload claims) {
    var subject =
        claims
            .text(NAMESPACE)
            .flatMap(namespace ->
                claims
                    .text(ACCOUNT)
                    .map(account -> "system:serviceaccount:" + namespace + ":" + account));
    return subject.isPresent() && subject.equals(claims.text("sub"));
  }
}
