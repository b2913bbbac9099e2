package dev.imprimatur.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The registry that most people run who run one themselves. */
public final class Verdaccio {
  /** Its best case: no uplink to wait for, nobody to sign in, and a quiet log. */
  private static final String CONFIGURATION =
      """
      storage: ./storage
      auth:
        htpasswd:
          file: ./htpasswd
      packages:
        '**':
          access: $all
          publish: $all
      log: { type: stdout, format: json, level: warn }
      """;

  private final Path program;
  private final Path folder;

  public Verdaccio(Path home, Path folder) {
    this.program = installed(home).resolve("bin/verdaccio").toAbsolutePath();
    this.folder = folder;
  }

  static Path installed(Path home) {
    return home.resolve("verdaccio/node_modules/verdaccio");
  }

  public Server serve() throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("config.yaml"), CONFIGURATION);
    int port = Server.freePort();
    var command =
        List.of(
            "node", program.toString(), "--config", "config.yaml", "--listen", "127.0.0.1:" + port);
    return Server.start(Contender.VERDACCIO, port, command, folder);
  }
}
