package dev.imprimatur.doors.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.audit.Entry;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.wiring.Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares what was seen with a file in the project. A changed reply is a red test and a readable
 * difference; {@code ./dev approve} accepts it.
 */
public final class Approved {
  private static final Path FOLDER = Path.of("src/test/approved");

  /** A file for each class that hears sentences. */
  static final Path SENTENCES = FOLDER.resolve("sentences");

  /** Made by the HTTP server from its own clock. */
  private static final Set<String> NOT_OURS = Set.of("date");

  private Approved() {}

  public static void check(String name, String seen) {
    var file = FOLDER.resolve(name + ".txt");
    var text = seen.endsWith("\n") ? seen : seen + "\n";
    try {
      if (isApproving()) {
        Files.createDirectories(FOLDER);
        Files.writeString(file, text);
      }
      assertThat(file).as("no approved file; ./dev approve CLASS writes it").exists();
      assertThat(text).as(name).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a test class is told, as an extension of it: a static field with its annotation. */
  public static Sentences sentences() {
    return new Sentences(SENTENCES, isApproving());
  }

  private static boolean isApproving() {
    return System.getProperty("approve") != null;
  }

  /** A whole reply, readable. */
  public static String reply(Client.Answer answer) {
    var headers =
        answer.headers().entrySet().stream()
            .filter(header -> !NOT_OURS.contains(header.getKey()))
            .map(header -> header.getKey() + ": " + String.join(" | ", header.getValue()) + "\n")
            .collect(Collectors.joining());
    return answer.status() + "\n" + headers + "\n" + body(answer);
  }

  /** Events, one a line. */
  public static String events(List<Entry> events) {
    return events.stream()
        .map(event ->
            "%s %s %s %s\n"
                .formatted(
                    event.kind().wire(),
                    event.packageName().orElse("-"),
                    event.actor(),
                    Json.text(event.facts())))
        .collect(Collectors.joining());
  }

  private static String body(Client.Answer answer) {
    var type = answer.header("content-type").orElse("");
    if (type.contains("json") && answer.header("content-encoding").isEmpty()) {
      return indented(Json.read(answer.text(), JsonRules.strict(99, 9_999_999)), "") + "\n";
    }
    return answer.body().remaining() == 0 ? "" : answer.body().remaining() + " bytes\n";
  }

  /** JSON with a line for each member, in the order in which it came. */
  private static String indented(JsonValue value, String margin) {
    var inner = margin + "  ";
    return switch (value) {
      case JsonObject(var members) when !members.isEmpty() ->
          members.entrySet().stream()
              .map(member -> inner + member.getKey() + ": " + indented(member.getValue(), inner))
              .collect(Collectors.joining("\n", "{\n", "\n" + margin + "}"));
      case JsonArray(var items) when !items.isEmpty() ->
          items.stream()
              .map(item -> inner + indented(item, inner))
              .collect(Collectors.joining("\n", "[\n", "\n" + margin + "]"));
      default -> Json.text(value);
    };
  }
}
