package dev.imprimatur.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The classes of the jar as the JVM has them once they are linked, so that each of the many JVMs
 * that tests start needs half the time. It is learned as the launcher learns its own: from one
 * registry that starts and stops. Without it everything works as well, only slower.
 */
final class StartCache {
  private static final Path FOLDER = Path.of("target/start").toAbsolutePath();

  private final String name;

  /** The one of this jar. */
  StartCache(Path jar) {
    try {
      this.name = "%d-%d.aot".formatted(Files.size(jar), Files.getLastModifiedTime(jar).toMillis());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Learns it unless somebody has.
   *
   * @param java the JVM with its options and the jar, as all are started
   */
  StartCache learned(List<String> java) {
    MadeOnce.unlessThere(FOLDER, name, (scratch, place) -> learn(java, scratch, place));
    if (!Files.exists(file())) {
      System.out.println("Each JVM starts slowly, as no cache could be learned for it.");
    }
    return this;
  }

  /** What a JVM must be told to use it. */
  List<String> options() {
    return Files.exists(file())
        ? List.of("-XX:AOTCache=" + file(), "-Xlog:aot=off", "-Xlog:cds=off")
        : List.of();
  }

  private Path file() {
    return FOLDER.resolve(name);
  }

  private static void learn(List<String> java, Path scratch, Path place) {
    var words = new ArrayList<>(java);
    words.add(1, "-XX:AOTCacheOutput=" + place);
    words.addAll(List.of("serve", "--listen", "127.0.0.1:0"));
    words.addAll(List.of("--data", scratch.resolve("data").toString()));
    try {
      // It is written when the process ends.
      Server.start(words, scratch, Map.of()).close();
    } catch (AssertionError e) {
      System.out.println(e.getMessage());
    }
  }
}
