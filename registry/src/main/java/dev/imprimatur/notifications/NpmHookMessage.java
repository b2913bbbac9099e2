package dev.imprimatur.notifications;

import dev.imprimatur.audit.Entry;
import dev.imprimatur.audit.EntryKind;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.outbox.Webhook;

/**
 * A message in the form of npm's own hooks (github.com/npm/registry, "hooks"), for tools of old.
 * The packument that npm sent along is not in it: its reader asks for what they may read.
 */
final class NpmHookMessage {
  private final Entry entry;

  NpmHookMessage(Entry entry) {
    this.entry = entry;
  }

  String json(Webhook webhook) {
    var name = entry.packageName().orElse("");
    return Json.text(
        JsonObject.with("event", event())
            .and("name", name)
            .and("type", "package")
            .and("version", "1.0.0")
            .and("hookOwner", JsonObject.with("username", webhook.creatorName()).build())
            .and("payload", JsonObject.with("name", name).build())
            .and("change", change())
            .and("time", JsonNumber.of(entry.at().toEpochMilli()))
            .build());
  }

  private String event() {
    return entry.kind() instanceof EventKind kind ? event(kind) : "package:change";
  }

  private String event(EventKind kind) {
    return switch (kind) {
      case VERSION_PUBLISHED, HELD_VERSION_RELEASED, STAGED_VERSION_APPROVED -> "package:publish";
      case VERSION_REMOVED, PACKAGE_UNPUBLISHED -> "package:unpublish";
      case DIST_TAG_SET -> "package:dist-tag";
      case DIST_TAG_REMOVED -> "package:dist-tag-rm";
      case PACKAGE_TRANSFERRED -> "package:owner";
      case VERSIONS_DEPRECATED ->
          entry.facts().text("message").orElse("").isEmpty()
              ? "package:undeprecated"
              : "package:deprecated";
      default -> "package:change";
    };
  }

  /** Returns what changed, by the names that npm has for it. */
  private JsonObject change() {
    var change = JsonObject.EMPTY.but();
    entry.facts().text("version").ifPresent(version -> change.and("version", version));
    entry.facts().text("tag").ifPresent(tag -> change.and("dist-tag", tag));
    entry.facts().text("owner").ifPresent(owner -> change.and("user", owner));
    if (isDeprecation(entry.kind())) {
      change.and("deprecated", entry.facts().array("versions").orElse(JsonArray.EMPTY));
    }
    return change.build();
  }

  private static boolean isDeprecation(EntryKind kind) {
    return kind == EventKind.VERSIONS_DEPRECATED;
  }
}
