package dev.imprimatur.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.sigstore.Verifier.Thresholds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Real and tampered bundles, each with what two other verifiers say of it. */
public final class Fixtures {
  private static final JsonObject INDEX = Json.readOwn(read("index.json"));

  /**
   * One bundle.
   *
   * @param name its file, and its place in there if it is one of several
   * @param root whom to trust: {@code public-good}, {@code github}, {@code private-instance}
   * @param expected what is known of it
   */
  public record Fixture(String name, String root, String bundle, JsonObject expected) {
    boolean isValid() {
      return expected.text("verdict").orElseThrow().equals("valid");
    }

    Verifier verifier() {
      return Fixtures.verifier(root);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private Fixtures() {}

  public static List<Fixture> all() {
    var all = new ArrayList<Fixture>();
    for (var file : objects(INDEX, "files")) {
      var path = file.text("file").orElseThrow();
      var root = file.text("root").orElseThrow();
      var bundles = bundles(file, read(path));
      var expected = objects(file, "bundles");
      for (int i = 0; i < bundles.size(); i++) {
        var name = bundles.size() == 1 ? path : path + "#" + i;
        var said = expected.get(i).but();
        file.text("npmPolicy").ifPresent(policy -> said.and("npmPolicy", policy));
        all.add(new Fixture(name, root, bundles.get(i), said.build()));
      }
    }
    return all;
  }

  public static Fixture of(String name) {
    return all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  static Verifier verifier(String root) {
    var trusted = root(root);
    return new Verifier(trusted, Thresholds.fitting(trusted), keys(root));
  }

  static TrustedRoot root(String name) {
    return TrustedRoot.read(read(pathOf("roots", name).orElseThrow()));
  }

  private static KnownKeys keys(String name) {
    return pathOf("keys", name).map(path -> KnownKeys.read(read(path))).orElse(KnownKeys.NONE);
  }

  private static Optional<String> pathOf(String kind, String name) {
    return INDEX.object(kind).orElseThrow().text(name);
  }

  private static List<String> bundles(JsonObject file, String text) {
    return file.text("kind").orElseThrow().equals("bundle")
        ? List.of(text)
        : objects(Json.readOwn(text), "attestations").stream()
            .map(each -> Json.text(each.object("bundle").orElseThrow()))
            .toList();
  }

  static List<JsonObject> objects(JsonObject json, String name) {
    var items = json.array(name).orElseThrow().items();
    return items.stream().map((JsonValue item) -> (JsonObject) item).toList();
  }

  public static String read(String path) {
    try (var in = Fixtures.class.getResourceAsStream("/provenance/" + path)) {
      return new String(Objects.requireNonNull(in, path).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
