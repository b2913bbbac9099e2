package dev.imprimatur.npm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The writer of both documents about a package, version by version: however large all are together,
 * only one manifest is held at a time. For one thread.
 */
public final class PackumentWriter {
  private static final List<String> OF_THE_LATEST =
      List.of("description", "homepage", "keywords", "repository", "author", "bugs", "license");

  private final Packument about;
  private final String registry;
  private final Document full;
  private final Document abbreviated;
  private final SequencedMap<Version, Instant> times = new LinkedHashMap<>();
  private Optional<Manifest> latest = Optional.empty();

  /**
   * Begins both documents.
   *
   * @param registry the address of this registry for the reader, with a slash at its end
   * @param full takes what {@code npm install} and {@code npm view} read
   * @param abbreviated takes the smaller document for installing
   */
  public PackumentWriter(
      Packument about, String registry, OutputStream full, OutputStream abbreviated) {
    this.about = about;
    this.registry = registry;
    this.full =
        new Document(
            full,
            JsonObject.with("_id", about.name().value())
                .and("_rev", about.rev())
                .and("name", about.name().value())
                .and("dist-tags", about.distTagsJson())
                .build());
    // It carries "time" and "_rev" beyond what npm documents (npm/registry, "package metadata"):
    // pnpm and yarn tell a version's age by the first, and npm unpublish asks for this form and
    // then needs the second.
    this.abbreviated =
        new Document(
            abbreviated,
            JsonObject.with("name", about.name().value())
                .and("_rev", about.rev())
                .and("modified", about.modifiedAt())
                .and("dist-tags", about.distTagsJson())
                .build());
  }

  /** Adds a version; they come in the order in which they were published. */
  public void add(Release release) {
    var version = release.version();
    full.version(version, release.full(about.name(), registry));
    abbreviated.version(version, release.abbreviated(about.name(), registry));
    times.put(version, release.publishedAt());
    if (about.latest().equals(Optional.of(version))) {
      latest = Optional.of(release.manifest());
    }
  }

  /** Ends both documents. */
  public void end() {
    var rest = JsonObject.with("time", time()).and("maintainers", about.maintainersJson());
    latest.ifPresent(manifest ->
        OF_THE_LATEST.forEach(
            field -> manifest.json().get(field).ifPresent(value -> rest.and(field, value))));
    about
        .readme()
        .ifPresent(shown -> rest.and("readme", shown.text()).and("readmeFilename", shown.file()));
    full.end(rest.build());
    abbreviated.end(JsonObject.with("time", time()).build());
  }

  private JsonObject time() {
    var time =
        JsonObject.EMPTY
            .but()
            .and("created", about.createdAt())
            .and("modified", about.modifiedAt());
    times.forEach((version, at) -> time.and(version.value(), at));
    about.unpublished().ifPresent(ended -> time.and("unpublished", ended.json()));
    return time.build();
  }

  /** An object whose member {@code versions} is written piece by piece. */
  private static final class Document {
    private final OutputStream out;
    private String comma = "";

    Document(OutputStream out, JsonObject head) {
      this.out = out;
      var text = Json.text(head);
      write(text.substring(0, text.length() - 1) + ",\"versions\":{");
    }

    void version(Version version, JsonObject manifest) {
      write(comma + Json.text(new JsonText(version.value())) + ":");
      write(Json.bytes(manifest));
      comma = ",";
    }

    void end(JsonObject rest) {
      write("}," + Json.text(rest).substring(1));
    }

    private void write(String text) {
      write(text.getBytes(UTF_8));
    }

    private void write(byte[] bytes) {
      try {
        out.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
