package dev.imprimatur.notifications;

import dev.imprimatur.audit.Entry;
import dev.imprimatur.audit.EntryKind;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.outbox.WebhookKind;
import java.util.Map;
import java.util.Set;

/**
 * The news that a webhook can ask to hear of, beside what {@link NotificationText} tells owners:
 * what happens every day and alarms nobody.
 */
final class News {
  private static final Map<EntryKind, Set<WebhookKind>> KINDS =
      Map.ofEntries(
          Map.entry(EventKind.VERSION_PUBLISHED, Set.of(WebhookKind.PACKAGE_PUBLISHED)),
          Map.entry(EventKind.HELD_VERSION_RELEASED, Set.of(WebhookKind.PACKAGE_PUBLISHED)),
          Map.entry(
              EventKind.STAGED_VERSION_APPROVED,
              Set.of(WebhookKind.PACKAGE_PUBLISHED, WebhookKind.APPROVED)),
          Map.entry(EventKind.VERSION_STAGED, Set.of(WebhookKind.STAGED)),
          Map.entry(EventKind.STAGED_VERSION_REJECTED, Set.of(WebhookKind.REJECTED)),
          Map.entry(EventKind.STAGED_VERSION_EXPIRED, Set.of(WebhookKind.EXPIRED)),
          Map.entry(EventKind.DIST_TAG_SET, Set.of(WebhookKind.DIST_TAG_CHANGED)),
          Map.entry(EventKind.DIST_TAG_REMOVED, Set.of(WebhookKind.DIST_TAG_CHANGED)),
          Map.entry(EventKind.VERSIONS_DEPRECATED, Set.of(WebhookKind.VERSION_DEPRECATED)),
          Map.entry(EventKind.VERSION_REMOVED, Set.of(WebhookKind.VERSION_REMOVED)),
          Map.entry(EventKind.PACKAGE_UNPUBLISHED, Set.of(WebhookKind.VERSION_REMOVED)),
          Map.entry(EventKind.OWNER_ADDED, Set.of(WebhookKind.OWNER_CHANGED)),
          Map.entry(EventKind.OWNER_REMOVED, Set.of(WebhookKind.OWNER_CHANGED)),
          Map.entry(EventKind.PACKAGE_TRANSFERRED, Set.of(WebhookKind.OWNER_CHANGED)));

  private News() {}

  static Set<WebhookKind> kinds(Entry entry) {
    return KINDS.getOrDefault(entry.kind(), Set.of());
  }

  /** Says in a sentence what happened, where no owner is alarmed. */
  static String sentence(Entry entry) {
    var subject = entry.packageName().orElse("this registry");
    var version = entry.facts().text("version").map(text -> "@" + text).orElse("");
    var what = entry.kind() instanceof EventKind kind ? kind.sentence() : entry.kind().wire();
    return "%s%s: %s".formatted(subject, version, what);
  }
}
