package dev.imprimatur.provenancepolicy;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.sigstore.Identity;
import dev.imprimatur.sigstore.Identity.Field;
import dev.imprimatur.sigstore.Verification.Logged;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A build that a bundle proves. All of it stands in the certificate; mere claims of the job are
 * left out.
 *
 * @param root the root by which it was proven
 * @param provider the CI system that built it: {@code github}
 * @param predicateType the type of the statement's predicate
 * @param identity the identity in the certificate
 * @param signedAt the time when it was signed
 * @param logged the place in a log where anybody can look it up
 */
public record Build(
    String root,
    String provider,
    String predicateType,
    Identity identity,
    Instant signedAt,
    List<Logged> logged) {

  public Build {
    logged = List.copyOf(logged);
  }

  public Optional<String> get(Field field) {
    return identity.get(field);
  }

  /** Returns all of it, for those who may read the package, and for a version's row. */
  public JsonObject json() {
    var said = JsonObject.EMPTY.but();
    for (var field : Field.values()) {
      identity.get(field).ifPresent(value -> said.and(field.title(), value));
    }
    var logs =
        logged.stream()
            .<JsonValue>map(
                each -> JsonObject.with("log", each.log()).and("index", each.index()).build())
            .toList();
    return JsonObject.with("root", root)
        .and("provider", provider)
        .and("predicateType", predicateType)
        .and("subject", identity.subject())
        .and("certificate", said.build())
        .and("signedAt", signedAt)
        .and("logged", new JsonArray(logs))
        .build();
  }

  public String stored() {
    return Json.text(json());
  }

  public static Build ofStored(String stored) {
    var json = Json.readOwn(stored);
    var said = json.object("certificate").orElse(JsonObject.EMPTY);
    return new Build(
        json.text("root").orElseThrow(),
        json.text("provider").orElseThrow(),
        json.text("predicateType").orElseThrow(),
        Identity.of(json.text("subject").orElse(""), fields(said)),
        Instant.parse(json.text("signedAt").orElseThrow()),
        json.array("logged").orElse(JsonArray.EMPTY).items().stream().map(Build::logged).toList());
  }

  private static Map<Field, String> fields(JsonObject said) {
    var fields = new EnumMap<Field, String>(Field.class);
    for (var field : Field.values()) {
      said.text(field.title()).ifPresent(text -> fields.put(field, text));
    }
    return fields;
  }

  private static Logged logged(JsonValue value) {
    var json = (JsonObject) value;
    long index =
        json.get("index").orElseThrow() instanceof JsonNumber number
            ? number.safeInteger().orElseThrow()
            : 0;
    return new Logged(json.text("log").orElseThrow(), index);
  }
}
