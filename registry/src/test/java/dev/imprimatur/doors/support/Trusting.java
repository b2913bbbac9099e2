package dev.imprimatur.doors.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.wiring.Client;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What an owner does with {@code npm trust}; documents are written with single quotes here. */
public final class Trusting {
  private Trusting() {}

  /** A publisher for {@code publish.yml} of a repository, with further members of its document. */
  public static String github(String repository, String... members) {
    return github("'repository':'" + repository + "'", List.of(members));
  }

  /** The same with further claims. */
  public static String claiming(String repository, String claims, String... members) {
    return github("'repository':'" + repository + "'," + claims, List.of(members));
  }

  private static String github(String claims, List<String> members) {
    var more = members.isEmpty() ? "" : "," + String.join(",", members);
    return "{'type':'github','claims':{"
        + claims
        + ",'workflow_ref':{'file':'publish.yml'}}"
        + more
        + "}";
  }

  public static String quoted(String text) {
    return text.replace('\'', '"');
  }

  public static String path(String name) {
    return "/-/package/" + name.replace("/", "%2f") + "/trust";
  }

  /** Adds a publisher; returns its id. */
  public static String add(Client owner, String name, String publisher) {
    var answer = owner.post(path(name), "[" + quoted(publisher) + "]");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return list(answer).getFirst().text("id").orElseThrow();
  }

  /** The objects in a list that was answered. */
  public static List<JsonObject> list(Client.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200 + answer.status() % 100);
    var bytes = ("{\"list\":" + answer.text() + "}").getBytes(StandardCharsets.UTF_8);
    return Json.readObject(bytes, JsonRules.strict(50, 1_000_000))
        .array("list")
        .map(JsonArray::items)
        .orElseThrow()
        .stream()
        .map(JsonObject.class::cast)
        .toList();
  }
}
