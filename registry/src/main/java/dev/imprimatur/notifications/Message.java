package dev.imprimatur.notifications;

import dev.imprimatur.audit.Entry;
import dev.imprimatur.http.PublicUrl;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;

/**
 * A message about an event.
 *
 * @param id the same however often it is sent
 * @param sentence what happened, for people
 * @param link the address at which there is more to read
 */
record Message(String id, Entry entry, String sentence, String link) {

  /** Returns the address at which there is more to read about an event. */
  static String link(Entry entry, PublicUrl publicUrl) {
    return entry
        .packageName()
        .filter(target -> !target.contains("*"))
        .map(target -> publicUrl + "/" + target)
        .orElse(publicUrl + "/");
  }

  /** The subject of a mail. */
  String title() {
    return entry.packageName().orElse("registry") + ": " + entry.kind().wire().replace('-', ' ');
  }

  /** A mail. */
  String text() {
    return """
    %s

    When:  %s
    By:    %s
    More:  %s

    You get this mail because you decide about it.
    """
        .formatted(sentence, entry.at(), entry.actor(), link);
  }

  /**
   * The body of a webhook. Whoever keeps number and hash of the event can tell later whether the
   * log was rewritten.
   */
  String json() {
    var event = JsonObject.with("id", entry.id());
    entry.packageName().ifPresent(name -> event.and("package", name));
    event
        .and("actor", entry.actor())
        .and("summary", sentence)
        .and("link", link)
        .and("facts", entry.facts())
        .and("seq", entry.seq())
        .and("hash", entry.hash());
    return Json.text(
        JsonObject.with("type", entry.kind().wire())
            .and("timestamp", entry.at())
            .and("data", event.build())
            .build());
  }
}
