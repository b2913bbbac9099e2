package dev.imprimatur.bundle;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.MalformedJsonException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A signed statement that something is true of some artifacts (github.com/in-toto/attestation,
 * "statement.md", versions 0.1 and 1).
 *
 * @param predicate the claim about them; its type says how to read it
 */
public record Statement(String predicateType, List<Subject> subjects, JsonObject predicate) {
  private static final List<String> TYPES =
      List.of("https://in-toto.io/Statement/v0.1", "https://in-toto.io/Statement/v1");

  /**
   * The rules, with room for as many subjects and digests as may be, and for a predicate as large
   * again.
   */
  private static final JsonRules RULES = JsonRules.held(32, 1 << 16);

  private static final int SUBJECTS_MAX = 1024;
  private static final int DIGESTS_MAX = 16;

  public Statement {
    subjects = List.copyOf(subjects);
  }

  /**
   * An artifact.
   *
   * @param digests in hex, by the names of their algorithms
   */
  public record Subject(String name, Map<String, String> digests) {
    public Subject {
      digests = Map.copyOf(digests);
    }

    static Subject read(ProtoJson message) {
      var digests = new LinkedHashMap<String, String>();
      var stated = message.message("digest").map(ProtoJson::json).orElse(JsonObject.EMPTY);
      stated
          .members()
          .forEach((algorithm, value) -> {
            if (!(value instanceof JsonText(var hex)) || digests.size() == DIGESTS_MAX) {
              throw new Refusal(Reason.STATEMENT, "the digests of a subject cannot be read");
            }
            digests.put(algorithm, hex);
          });
      return new Subject(message.text("name"), digests);
    }

    public Optional<String> digest(String algorithm) {
      return Optional.ofNullable(digests.get(algorithm));
    }
  }

  public static Statement read(Bytes payload) {
    try {
      var message = new ProtoJson(Json.readObject(payload.array(), RULES), "");
      if (!TYPES.contains(message.text("_type"))) {
        throw new Refusal(Reason.STATEMENT, "what was signed is no in-toto statement");
      }
      return new Statement(
          message.requireText("predicateType"),
          message.messages("subject", SUBJECTS_MAX).stream().map(Subject::read).toList(),
          message.message("predicate").map(ProtoJson::json).orElse(JsonObject.EMPTY));
    } catch (MalformedJsonException e) {
      throw new Refusal(Reason.STATEMENT, "what was signed is refused as JSON: " + e.why());
    }
  }
}
