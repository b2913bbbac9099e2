package dev.imprimatur.notifications;

import dev.imprimatur.audit.Entry;
import dev.imprimatur.audit.EntryKind;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.notifications.Notice.Concern;
import java.util.Optional;

/**
 * The sentences that tell people what happened. This is the one place that decides which events
 * they are told of, and whom each concerns: whoever adds a kind of event has to choose here.
 */
final class NotificationText {
  private final String subject;
  private final JsonObject facts;

  private NotificationText(Entry entry) {
    this.subject = entry.packageName().orElse("this registry");
    this.facts = entry.facts();
  }

  /** Returns what people are told of this event, if anything. */
  static Optional<Notice> of(Entry entry) {
    return switch (entry.kind()) {
      case EventKind kind -> new NotificationText(entry).notice(kind);
      // Nobody here knows what it says, nor whom it concerns.
      case EntryKind.Unknown _ -> Optional.empty();
    };
  }

  private Optional<Notice> notice(EventKind kind) {
    return switch (kind) {
      case VERSION_PUBLISHED -> facts.truth("despiteTrust") ? owners(despiteTrust()) : nobody();
      case VERSION_HELD -> owners(held());
      case VERSION_STAGED -> owners(staged());
      case STAGED_VERSION_EXPIRED -> owners(expired());
      case PACKAGE_TRANSFERRED -> told(Concern.TRANSFER, transferred());
      case OWNER_ADDED, OWNER_REMOVED, COLLABORATOR_SET, COLLABORATOR_REMOVED -> rights(kind);
      case TEAM_ACCESS_SET, TEAM_ACCESS_REMOVED, SECOND_FACTOR_DEMANDED -> rights(kind);
      case MEMBER_ADDED, MEMBER_REMOVED -> rights(kind);
      case TEAM_ADDED, TEAM_REMOVED, TEAM_MEMBER_ADDED, TEAM_MEMBER_REMOVED -> rights(kind);
      case INVITATION_SENT, INVITATION_DECLINED, INVITATION_WITHDRAWN -> rights(kind);
      case VERSION_REMOVED -> owners(versionRemoved());
      case PACKAGE_UNPUBLISHED -> owners(unpublished());
      case NAME_FREED -> told(Concern.TRANSFER, nameFreed());
      case PUBLISHER_ADDED -> owners(publisherAdded());
      case PUBLISHER_EDITED -> facts.truth("loosened") ? owners(publisherLoosened()) : nobody();
      case PUBLISHER_REMOVED -> owners(publisherRemoved());
      case PUBLISHER_PAUSED -> owners(publisherPaused());
      case IDENTITY_DRIFTED -> owners(drifted());
      case PENDING_PUBLISHER_USED -> owners(pendingUsed());
      case PENDING_PUBLISHER_EXPIRING -> owners(pendingExpiring());
      case PROVENANCE_RULE_SET -> facts.truth("loosened") ? owners(ruleLoosened()) : nobody();
      case TOKEN_EXCHANGED -> facts.truth("first") ? owners(firstUsed()) : nobody();
      case EXCHANGES_REFUSED_REPEATEDLY -> owners(refusedRepeatedly());
      case ISSUER_DISABLED -> told(Concern.ISSUER, issuerDisabled());
      case SIGNING_KEY_ROTATED -> told(Concern.REGISTRY, keyRotated());
      case WEBHOOK_DISABLED -> told(Concern.WEBHOOK, webhookDisabled());
      case HELD_VERSION_RELEASED, HELD_VERSION_DISCARDED, STRANGERS_FORGOTTEN -> nobody();
      case STAGED_VERSION_APPROVED, STAGED_VERSION_REJECTED, IDENTITY_DRIFT_DECIDED -> nobody();
      case VERSIONS_DEPRECATED, DIST_TAG_SET, DIST_TAG_REMOVED, VISIBILITY_CHANGED -> nobody();
      case ATTESTATION_FAILED, ATTESTATION_RESTORED, CI_ACCOUNT_ADDED -> nobody();
      case PUBLISHER_RESUMED, PUBLISHER_PINNED, PUBLISHER_REOPENED, PROJECT_RENAMED -> nobody();
      case PUBLISHING_ACCESS_CHANGED -> facts.truth("loosened") ? owners(opened()) : nobody();
      case EXCHANGE_REFUSED, READ_TOKEN_EXCHANGED, MANAGE_TOKEN_EXCHANGED -> nobody();
      case RECOVERY_CODE_USED -> told(Concern.PERSON, recoveryCodeUsed());
      case SECOND_FACTOR_ADDED, SECOND_FACTOR_REMOVED, RECOVERY_CODES_RENEWED -> account(kind);
      case PASSWORD_CHANGED, EMAIL_CHANGED, USER_RECOVERED, USER_ENABLED -> account(kind);
      case SECOND_FACTOR_MODE_SET, EMAIL_VERIFIED, PROFILE_CHANGED, CI_ACCOUNTS_REMOVED -> nobody();
      case LINK_MADE, LINK_USED, LINK_REMOVED, LINK_REFUSED, ADMINISTRATOR_CHANGED -> nobody();
      case USER_ADDED, USER_DISABLED, SIGN_IN_REFUSED, SECOND_FACTOR_REFUSED -> nobody();
      case TOKEN_REPORTED, TOKEN_EXPIRING, TOKENS_REVOKED -> told(Concern.PERSON, ofTokens(kind));
      case TOKEN_CREATED, TOKEN_REVOKED, ORGANIZATION_ADDED, SCOPE_ADDED -> nobody();
      case IDENTITY_LINKED, IDENTITY_UNLINKED -> told(Concern.PERSON, ofIdentity(kind));
      case SIGN_ON_REFUSED, SIGNED_OUT_ELSEWHERE, PASSWORD_ALLOWED -> nobody();
      case ISSUER_ADDED, ISSUER_EDITED, ISSUER_REMOVED, ISSUER_ENABLED -> nobody();
      case ISSUER_KEYS_REPLACED, ISSUER_KEYS_REFRESHED, IDENTITY_TOKENS_INVALIDATED -> nobody();
      case WEBHOOK_ADDED, WEBHOOK_REMOVED, WEBHOOK_ENABLED, NOTIFICATION_FAILED -> nobody();
    };
  }

  private String ofTokens(EventKind kind) {
    return switch (kind) {
      case TOKEN_REPORTED -> tokenReported();
      case TOKEN_EXPIRING -> tokenExpiring();
      default -> tokensRevoked();
    };
  }

  private Optional<Notice> rights(EventKind kind) {
    return Optional.of(new RightsText(subject, facts).of(kind));
  }

  private static Optional<Notice> owners(String sentence) {
    return told(Concern.PACKAGE, sentence);
  }

  private static Optional<Notice> told(Concern concern, String sentence) {
    return Optional.of(new Notice(sentence, concern));
  }

  private static Optional<Notice> nobody() {
    return Optional.empty();
  }

  private String despiteTrust() {
    return "%s@%s was published with a person's token, although a trusted publisher could."
        .formatted(subject, text("version"));
  }

  private String held() {
    return "%s@%s is held for an owner: %s.".formatted(subject, text("version"), text("why"));
  }

  private String staged() {
    return "%s@%s was staged and waits to be approved: npm stage approve %s"
        .formatted(subject, text("version"), text("staged"));
  }

  private String expired() {
    return "%s@%s was staged and nobody decided about it in time: it is thrown away."
        .formatted(subject, text("version"));
  }

  private String transferred() {
    return "%s belongs to %s from now on.".formatted(subject, text("owner"));
  }

  private String versionRemoved() {
    return "%s@%s was removed%s.".formatted(subject, text("version"), why());
  }

  private String unpublished() {
    return "%s was unpublished, and has no version any more%s.".formatted(subject, why());
  }

  private String nameFreed() {
    return "The name %s was given up, and is whose who publishes it next.".formatted(subject);
  }

  private String why() {
    return facts.text("why").map(text -> ": " + text).orElse("");
  }

  private String publisherAdded() {
    return "A trusted publisher was added to %s: %s.".formatted(subject, trusted(facts));
  }

  private String publisherLoosened() {
    return "A trusted publisher of %s accepts more than before: %s."
        .formatted(subject, facts.object("after").map(NotificationText::trusted).orElse(""));
  }

  private String publisherRemoved() {
    return "A trusted publisher of %s was removed: %s.".formatted(subject, text("why"));
  }

  private String publisherPaused() {
    return "A trusted publisher of %s was paused: %s.".formatted(subject, text("why"));
  }

  private String drifted() {
    return ("A project came for %s that is not the one its trusted publisher knows (%s). An owner"
            + " must decide.")
        .formatted(subject, text("drift"));
  }

  private String pendingUsed() {
    return "%s exists now: the trusted publisher that waited for it published it."
        .formatted(subject);
  }

  private String pendingExpiring() {
    return ("The trusted publisher that waits for %s will be removed at %s, as the package does not"
            + " exist.")
        .formatted(subject, text("until"));
  }

  private String ruleLoosened() {
    return "The provenance rule of %s lets more be published than before.".formatted(subject);
  }

  private String opened() {
    return "The publishing access of %s lets more become a version than before: writers %s."
        .formatted(subject, text("writers"));
  }

  private String firstUsed() {
    return "A trusted publisher of %s was used for the first time.".formatted(subject);
  }

  private String refusedRepeatedly() {
    return "%s jobs were refused for %s since %s. The last time: %s"
        .formatted(number("times"), subject, text("since"), text("detail"));
  }

  private String issuerDisabled() {
    return "The issuer %s was switched off. Jobs that it speaks for publish nothing any more."
        .formatted(text("issuer"));
  }

  private String tokenReported() {
    return ("Somebody found a token%s and reported it. It was revoked; find out where it lay, and"
            + " what was done with it.")
        .formatted(ofPerson());
  }

  private String tokenExpiring() {
    return "The token%s expires on %s. Make a new one with npm token create."
        .formatted(ofPerson(), text("until"));
  }

  private String tokensRevoked() {
    return "All tokens of %s were revoked, and all sessions ended.".formatted(text("user"));
  }

  private String ofPerson() {
    return facts.text("user").map(user -> " \"%s\" of %s".formatted(text("name"), user)).orElse("");
  }

  private String keyRotated() {
    return "From now on this registry signs what it serves with the key %s."
        .formatted(text("after"));
  }

  /** Tells a person what became of their account, as it may have been somebody else. */
  private Optional<Notice> account(EventKind kind) {
    return told(
        Concern.PERSON,
        "The account %s: %s If that was not you, tell the operator of this registry."
            .formatted(text("user"), kind.sentence()));
  }

  private String ofIdentity(EventKind kind) {
    return kind == EventKind.IDENTITY_LINKED ? linked() : unlinked();
  }

  private String linked() {
    return ("The account %s is signed in to by an account of %s from now on. If that was not you,"
            + " unlink it on the page of your account, and tell the operator of this registry.")
        .formatted(text("user"), text("issuer"));
  }

  private String unlinked() {
    return ("The account %s is signed in to by no account of %s any more, and all other sessions"
            + " have ended. If that was not you, tell the operator of this registry.")
        .formatted(text("user"), text("issuer"));
  }

  private String recoveryCodeUsed() {
    return "A recovery code of %s was used from %s. Until three days later the account may only"
            .formatted(text("user"), text("address"))
        + " read; if that was somebody else, tell the operator now.";
  }

  private String webhookDisabled() {
    return "A webhook at %s about %s was switched off: %s."
        .formatted(
            text("host"), text("subject").equals("*") ? subject : text("subject"), text("why"));
  }

  /** Describes a trusted publisher, as its owners configured it. */
  private static String trusted(JsonObject facts) {
    return "%s of %s"
        .formatted(
            Json.text(facts.object("settings").orElse(JsonObject.EMPTY)),
            facts.text("issuer").orElse(""));
  }

  private String text(String name) {
    return facts.text(name).orElse("");
  }

  private String number(String name) {
    return facts.get(name).map(Json::text).orElse("");
  }
}
