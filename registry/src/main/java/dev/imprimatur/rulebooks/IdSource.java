package dev.imprimatur.rulebooks;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.Settings;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The place in a provider's API that tells the ids of a project.
 *
 * @param setting the setting that names the project
 * @param path the path below the API's address, with {@code %s} for that name
 * @param encoded whether the name is one segment of the path
 * @param members the members of the answer that lead to each id, by its claim
 */
public record IdSource(
    String setting, String path, boolean encoded, Map<String, List<String>> members) {
  public IdSource {
    members = Collections.unmodifiableMap(new TreeMap<>(members));
  }

  public Optional<String> path(Settings settings) {
    return settings
        .text(setting)
        .map(name -> encoded ? URLEncoder.encode(name, StandardCharsets.UTF_8) : name)
        .map(path::formatted);
  }

  /** The ids in an answer, if all of them are there. */
  public Optional<JsonObject> in(JsonObject answer) {
    var ids = JsonObject.EMPTY.but();
    for (var entry : members.entrySet()) {
      var id = new Claim(entry.getKey(), entry.getValue(), Claim.Reading.TEXT).find(answer);
      var text =
          id.flatMap(value ->
              switch (value) {
                case JsonText(var string) -> Optional.of(string);
                case JsonNumber number when number.safeInteger().isPresent() ->
                    Optional.of(Long.toString(number.safeInteger().getAsLong()));
                default -> Optional.<String>empty();
              });
      if (text.isEmpty()) {
        return Optional.empty();
      }
      ids.and(entry.getKey(), text.get());
    }
    return Optional.of(ids.build());
  }
}
