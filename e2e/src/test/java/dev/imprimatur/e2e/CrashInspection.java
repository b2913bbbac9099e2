package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The inspection of a registry that was killed, after its restart. */
final class CrashInspection implements AutoCloseable {
  private final Server server;
  private final Web owner;
  private final Web anyone = new Web("");

  /** The packuments as they were found, before anything was published again. */
  private final Map<String, Optional<Json>> packuments = new HashMap<>();

  CrashInspection(Server server, String token) {
    this.server = server;
    this.owner = new Web(token);
  }

  /**
   * Returns whether the version is there, and whole; if it is not, requires that nothing of it is.
   */
  boolean finds(Upload upload) {
    var packument = packuments.computeIfAbsent(upload.path(), this::packument);
    var versions = packument.map(found -> found.at("versions").names());
    if (versions.isPresent() && versions.get().contains(upload.version())) {
      requireWhole(upload, packument.get());
      return true;
    }
    assertThat(status(upload.tarballPath())).isEqualTo(404);
    assertThat(status(upload.path() + "/" + upload.version())).isEqualTo(404);
    return false;
  }

  /** Publishes a version once more, and requires that it is whole then. */
  void publishAgain(Upload upload, boolean found) {
    try {
      var again = owner.publish(server.at(upload.path()), upload.body());
      // 200 is for the very same version, as after an answer that got lost.
      assertThat(again.statusCode()).as(again.body()).isEqualTo(found ? 200 : 201);
      Files.delete(upload.document());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    requireWhole(upload, packument(upload.path()).orElseThrow());
  }

  @Override
  public void close() {
    owner.close();
    anyone.close();
  }

  private Optional<Json> packument(String path) {
    var answer = anyone.get(server.at(path), BodyHandlers.ofString());
    if (answer.statusCode() == 404) {
      return Optional.empty();
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Optional.of(Json.object(answer.body()));
  }

  private void requireWhole(Upload upload, Json packument) {
    var listed = packument.at("versions", upload.version());
    assertThat(listed.text("dist", "integrity")).isEqualTo(upload.integrity());
    assertThat(packument.at("time").names()).contains(upload.version());
    assertThat(packument.at("versions").names()).contains(packument.text("dist-tags", "latest"));
    assertThat(anyone.integrity(server.at(upload.tarballPath()))).isEqualTo(upload.integrity());
    var alone = anyone.json(server.at(upload.path() + "/" + upload.version()));
    assertThat(alone.text("dist", "integrity")).isEqualTo(upload.integrity());
  }

  private int status(String path) {
    return anyone.get(server.at(path), BodyHandlers.discarding()).statusCode();
  }
}
