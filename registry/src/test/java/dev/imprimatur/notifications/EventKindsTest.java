package dev.imprimatur.notifications;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.imprimatur.audit.Entry;
import dev.imprimatur.audit.Event;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** All kinds of events, each with its name, its facts and its hearers: a promise to who reads. */
final class EventKindsTest {
  private static final Map<EventKind, List<Event>> SAMPLES =
      SampleEvents.all().stream().collect(groupingBy(Event::kind));

  @Test
  void everyKindIsAsItWasApproved() {
    Approved.check(
        "event-kinds",
        Arrays.stream(EventKind.values()).map(EventKindsTest::told).collect(joining("\n")));
  }

  @Test
  void everyKindStandsInTheManual() throws IOException {
    var rows =
        Files.readAllLines(Path.of("../docs/manual/events.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .toList();
    assertThat(rows)
        .isEqualTo(
            Arrays.stream(EventKind.values())
                .map(kind -> "| `%s` | %s |".formatted(kind.wire(), kind.sentence()))
                .toList());
  }

  @Test
  void everyKindIsThatOfAnEventAndEveryEventIsOfAKind() {
    assertThat(SAMPLES.keySet()).containsExactlyInAnyOrder(EventKind.values());
    assertThat(SampleEvents.all().stream().<Class<?>>map(Event::getClass).distinct())
        .containsExactlyInAnyOrderElementsOf(records(Event.class).toList());
  }

  /** In no other room than this one's own, and not by a test. */
  @Test
  void everyEventIsWrittenBySomething() {
    var house = classes();
    for (var type : records(Event.class).toList()) {
      var written = house.get(type);
      var writers =
          Stream.<JavaAccess<?>>concat(
                  written.getConstructorCallsToSelf().stream(),
                  written.getConstructorReferencesToSelf().stream())
              .filter(access -> !access.getOriginOwner().equals(written));
      assertThat(writers).as("who writes %s", type.getSimpleName()).isNotEmpty();
    }
  }

  private static JavaClasses classes() {
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages("dev.imprimatur");
  }

  private static Stream<Class<?>> records(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(EventKindsTest::records)
        : Stream.of(type);
  }

  private static String told(EventKind kind) {
    var samples = SAMPLES.getOrDefault(kind, List.of());
    return "%s: %s\n  facts: %s\n%s"
        .formatted(
            kind.wire(),
            kind.sentence(),
            facts(samples.stream().map(Event::facts).toList()),
            samples.stream()
                .map(sample -> notice(entry(sample), samples))
                .distinct()
                .collect(joining()));
  }

  /** Their members; those that not all of them have with a question mark. */
  private static String facts(List<JsonObject> all) {
    var members = new LinkedHashMap<String, JsonValue>();
    all.forEach(each -> members.putAll(each.members()));
    return members.entrySet().stream()
        .map(member ->
            member.getKey()
                + (all.stream().allMatch(each -> each.has(member.getKey())) ? "" : "?")
                + (member.getValue() instanceof JsonObject inner && !inner.isEmpty()
                    ? " {" + facts(List.of(inner)) + "}"
                    : ""))
        .collect(joining(", "));
  }

  /** Where people are not told of all of them, it is shown of which. */
  private static String notice(Entry entry, List<Event> samples) {
    boolean always =
        samples.stream().allMatch(each -> NotificationText.of(entry(each)).isPresent());
    return NotificationText.of(entry)
        .map(notice ->
            "  told%s: %s\n    %s\n"
                .formatted(
                    always ? "" : " if " + truths(entry.facts()),
                    notice.concerns().words(),
                    notice.sentence()))
        .orElse("");
  }

  private static String truths(JsonObject facts) {
    return facts.members().keySet().stream()
        .filter(name -> facts.truth(name))
        .collect(joining(", "));
  }

  private static Entry entry(Event event) {
    return new Entry(
        1,
        "id",
        Instant.EPOCH,
        event.kind(),
        event.about(),
        "operator",
        Optional.empty(),
        "",
        Json.text(event.facts()),
        "");
  }
}
