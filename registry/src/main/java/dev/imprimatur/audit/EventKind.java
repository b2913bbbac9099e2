package dev.imprimatur.audit;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Every kind of event that this build writes. The wire names are promises: they stand in the log,
 * in exports and in webhooks' messages, and a name that was released is never given to another kind
 * nor taken from its own.
 */
public enum EventKind implements EntryKind {
  VERSION_PUBLISHED("version-published", "A version can be installed from now on."),
  VERSION_HELD("version-held", "A version was taken, and waits for an owner to look at it."),
  HELD_VERSION_RELEASED(
      "held-version-released", "An owner let a held version be installed from now on."),
  HELD_VERSION_DISCARDED("held-version-discarded", "An owner threw a held version away."),
  VERSION_STAGED("version-staged", "A version was taken, and waits to be approved."),
  STAGED_VERSION_APPROVED(
      "staged-version-approved", "A staged version can be installed from now on."),
  STAGED_VERSION_REJECTED("staged-version-rejected", "A staged version was thrown away."),
  STAGED_VERSION_EXPIRED(
      "staged-version-expired", "A staged version was thrown away, as nobody decided in time."),
  VERSIONS_DEPRECATED(
      "versions-deprecated",
      "Versions were deprecated with a message, or no more if the message is empty."),
  ATTESTATION_FAILED(
      "attestation-failed",
      "An attestation of a version does not verify any more by the trusted roots of now."),
  ATTESTATION_RESTORED(
      "attestation-restored",
      "An attestation that had failed verifies again by the trusted roots."),
  DIST_TAG_SET("dist-tag-set", "A dist-tag was added, or points to another version."),
  DIST_TAG_REMOVED("dist-tag-removed", "A dist-tag was removed."),
  VISIBILITY_CHANGED("visibility-changed", "A package became public, or private."),
  PACKAGE_TRANSFERRED("package-transferred", "A package belongs to somebody else from now on."),
  OWNER_ADDED("owner-added", "A package has one more owner."),
  OWNER_REMOVED("owner-removed", "Somebody owns a package no more, which others still do."),
  COLLABORATOR_SET(
      "collaborator-set", "Somebody may read a package that others own, or write to it."),
  COLLABORATOR_REMOVED(
      "collaborator-removed", "Somebody has no right on a package any more by their own name."),
  TEAM_ACCESS_SET("team-access-set", "A team may read a package, or write to it."),
  TEAM_ACCESS_REMOVED("team-access-removed", "A team has no right on a package any more."),
  VERSION_REMOVED("version-removed", "A version was removed, and is never used again."),
  PACKAGE_UNPUBLISHED("package-unpublished", "A package has no version any more."),
  NAME_FREED("name-freed", "A name is anybody's again, and was a package's."),

  PUBLISHER_ADDED("publisher-added", "A trusted publisher was added."),
  PUBLISHER_EDITED("publisher-edited", "A trusted publisher accepts something else from now on."),
  PUBLISHER_REMOVED("publisher-removed", "A trusted publisher was removed."),
  PUBLISHER_PAUSED(
      "publisher-paused",
      "What a trusted publisher publishes is refused, or held, until somebody resumes it."),
  PUBLISHER_RESUMED("publisher-resumed", "A trusted publisher is paused no more."),
  PUBLISHER_PINNED(
      "publisher-pinned",
      "The first accepted identity token fixed the ids of project and owner that every later one"
          + " must have."),
  PUBLISHER_REOPENED(
      "publisher-reopened",
      "A trusted publisher that was not used in time may still learn its project's ids."),
  PROJECT_RENAMED(
      "project-renamed", "The project of a trusted publisher has a new name, and is followed."),
  IDENTITY_DRIFTED(
      "identity-drifted",
      "A job came of a project that is not, or no longer, the trusted publisher's."),
  IDENTITY_DRIFT_DECIDED(
      "identity-drift-decided", "An owner said whether that project is the trusted publisher's."),
  PENDING_PUBLISHER_USED(
      "pending-publisher-used", "The package that a trusted publisher waited for exists now."),
  PENDING_PUBLISHER_EXPIRING(
      "pending-publisher-expiring",
      "A trusted publisher has waited for its package for long, and is removed soon."),
  PUBLISHING_ACCESS_CHANGED(
      "publishing-access-changed", "Who may publish a package, or all of a pattern, was set."),
  PROVENANCE_RULE_SET(
      "provenance-rule-set", "What must be proven of how the next version was built was set."),

  TOKEN_EXCHANGED(
      "token-exchanged", "An identity token was exchanged for a token to publish a package with."),
  READ_TOKEN_EXCHANGED(
      "read-token-exchanged", "An identity token was exchanged for a token to read packages with."),
  MANAGE_TOKEN_EXCHANGED(
      "manage-token-exchanged",
      "An identity token was exchanged for a token to manage trusted publishers with."),
  EXCHANGE_REFUSED("exchange-refused", "An identity token was brought, and bought nothing."),
  EXCHANGES_REFUSED_REPEATEDLY(
      "exchanges-refused-repeatedly",
      "Jobs that came close to a trusted publisher were refused again and again."),

  USER_ADDED("user-added", "A user was added."),
  USER_DISABLED("user-disabled", "A user was disabled."),
  CI_ACCOUNT_ADDED(
      "ci-account-added", "An account at a CI system is known to be a user's from now on."),
  CI_ACCOUNTS_REMOVED(
      "ci-accounts-removed", "No account at a CI system is known to be a user's any more."),
  SIGN_IN_REFUSED("sign-in-refused", "Somebody had a wrong user name or password."),
  SECOND_FACTOR_REFUSED(
      "second-factor-refused", "Somebody had a wrong one-time password, or one that was used."),
  RECOVERY_CODE_USED(
      "recovery-code-used",
      "A recovery code stood in for a second factor; its account may only read for three days."),
  SECOND_FACTOR_ADDED("second-factor-added", "A user has another second factor."),
  SECOND_FACTOR_REMOVED("second-factor-removed", "A second factor of a user was removed."),
  SECOND_FACTOR_MODE_SET(
      "second-factor-mode-set", "What a user is asked for their second factor for was set."),
  RECOVERY_CODES_RENEWED(
      "recovery-codes-renewed", "A user has new recovery codes, and the old ones are void."),
  PASSWORD_CHANGED("password-changed", "A user has another password."),
  EMAIL_CHANGED("email-changed", "A user has another mail address."),
  EMAIL_VERIFIED("email-verified", "A user showed that they read mail at their address."),
  PROFILE_CHANGED("profile-changed", "A user tells something else of themself."),
  USER_ENABLED("user-enabled", "A user who was disabled may sign in again."),
  USER_RECOVERED(
      "user-recovered",
      "The operator took a user's second factors, who may only read for three days."),
  LINK_MADE("link-made", "A link was made that sets up, mends or verifies an account, once."),
  LINK_USED("link-used", "A link did what it was made for."),
  LINK_REMOVED("link-removed", "A link was taken back before anybody used it."),
  LINK_REFUSED("link-refused", "Somebody came with a link that is unknown, too old, or was used."),
  TOKEN_CREATED("token-created", "A token was created for a user."),
  TOKEN_REVOKED("token-revoked", "A token was revoked."),
  TOKENS_REVOKED("tokens-revoked", "All tokens of a user were revoked, and all sessions ended."),
  TOKEN_EXPIRING("token-expiring", "A granular token expires soon."),
  TOKEN_REPORTED(
      "token-reported", "Somebody who had found a token reported it, and it was revoked."),
  ORGANIZATION_ADDED("organization-added", "An organization was added."),
  MEMBER_ADDED("member-added", "A user became a member of an organization, or has another role."),
  MEMBER_REMOVED("member-removed", "A user is no member of an organization any more."),
  SCOPE_ADDED("scope-added", "An organization owns a scope from now on."),
  IDENTITY_LINKED(
      "identity-linked", "A user signs in with this account of a provider from now on."),
  IDENTITY_UNLINKED(
      "identity-unlinked", "A user signs in with their account of a provider no more."),
  SIGN_ON_REFUSED("sign-on-refused", "Somebody came from a provider, and was not let in."),
  SIGNED_OUT_ELSEWHERE(
      "signed-out-elsewhere",
      "A provider said that a user has signed out there, and so they are signed out here."),
  PASSWORD_ALLOWED(
      "password-allowed",
      "The operator lets a user sign in with a password for a day, where nobody else may."),
  ADMINISTRATOR_CHANGED(
      "administrator-changed", "A user may administer the registry, or may no more."),
  SECOND_FACTOR_DEMANDED(
      "second-factor-demanded",
      "An organization gives rights only to members with a second factor, or does so no more."),
  TEAM_ADDED("team-added", "An organization has one more team."),
  TEAM_REMOVED("team-removed", "A team was removed, with its rights."),
  TEAM_MEMBER_ADDED("team-member-added", "A member of an organization is in a team."),
  TEAM_MEMBER_REMOVED("team-member-removed", "A member of an organization left a team."),
  INVITATION_SENT("invitation-sent", "Somebody has something once they accept it."),
  INVITATION_DECLINED("invitation-declined", "Somebody did not want what they were invited to."),
  INVITATION_WITHDRAWN("invitation-withdrawn", "What somebody was invited to is offered no more."),

  ISSUER_ADDED("issuer-added", "Identity tokens of another issuer are taken from now on."),
  ISSUER_EDITED("issuer-edited", "An issuer is trusted with something else from now on."),
  ISSUER_REMOVED("issuer-removed", "An issuer was removed."),
  ISSUER_DISABLED(
      "issuer-disabled", "Nothing that an issuer signed is taken until it is enabled again."),
  ISSUER_ENABLED("issuer-enabled", "What an issuer signs is taken again."),
  ISSUER_KEYS_REPLACED("issuer-keys-replaced", "An operator gave an issuer its keys by hand."),
  ISSUER_KEYS_REFRESHED(
      "issuer-keys-refreshed", "The keys of an issuer that were known are used no more."),
  IDENTITY_TOKENS_INVALIDATED(
      "identity-tokens-invalidated", "No identity token that was issued before is taken any more."),
  SIGNING_KEY_ROTATED(
      "signing-key-rotated", "The registry signs what it serves with another key from now on."),

  WEBHOOK_ADDED("webhook-added", "A webhook was added."),
  WEBHOOK_REMOVED("webhook-removed", "A webhook was removed."),
  WEBHOOK_DISABLED(
      "webhook-disabled", "A webhook is told nothing any more, until somebody enables it."),
  WEBHOOK_ENABLED("webhook-enabled", "A webhook is told again what happens from now on."),
  NOTIFICATION_FAILED(
      "notification-failed", "Somebody was not told of an event, however often it was tried."),
  STRANGERS_FORGOTTEN(
      "strangers-forgotten",
      "The oldest refusals of callers who had proved nothing were forgotten, as there were too"
          + " many.");

  private static final Map<String, EventKind> BY_WIRE =
      Arrays.stream(values()).collect(toUnmodifiableMap(EventKind::wire, Function.identity()));

  private final String wire;
  private final String sentence;

  EventKind(String wire, String sentence) {
    this.wire = wire;
    this.sentence = sentence;
  }

  @Override
  public String wire() {
    return wire;
  }

  /** The sentence about an event of this kind, without its subject. */
  public String sentence() {
    return sentence;
  }

  static Optional<EventKind> find(String wire) {
    return Optional.ofNullable(BY_WIRE.get(wire));
  }
}
