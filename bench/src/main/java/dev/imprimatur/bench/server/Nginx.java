package dev.imprimatur.bench.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.bench.sample.Sample;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A file server with exactly the bytes that our registry hands out. */
public final class Nginx {
  private static final String CONFIGURATION = "nginx.conf";

  private final Path folder;
  private final Client client;

  public Nginx(Path folder, Client client) {
    this.folder = folder.toAbsolutePath();
    this.client = client;
  }

  /** Starts it with what this server of ours answers. */
  public Server mirroring(Server ours) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    for (var sample : List.of(Sample.SMALL, Sample.LARGE)) {
      mirrorPackument(ours, sample, "full", Headers.FULL);
      mirrorPackument(ours, sample, "abbreviated", Headers.ABBREVIATED);
    }
    for (var sample : List.of(Sample.SMALL, Sample.HEAVY)) {
      var path = sample.release(0).tarballPath();
      mirror("tarballs", path, ours.at(path), Headers.ANY);
    }
    int port = Server.freePort();
    var configuration = Files.writeString(folder.resolve(CONFIGURATION), configuration(port));
    var command = List.of("nginx", "-p", folder.toString(), "-c", configuration.toString());
    return Server.start(Contender.NGINX, port, command, folder);
  }

  private void mirrorPackument(Server ours, Sample sample, String form, Map<String, String> accept)
      throws IOException, InterruptedException {
    var path = "/" + sample.name();
    mirror(form, path, ours.at(path), accept);
    mirror(form, path + ".gz", ours.at(path), Headers.gzipped(accept));
  }

  private void mirror(String root, String path, URI address, Map<String, String> headers)
      throws IOException, InterruptedException {
    var file = folder.resolve(root + path);
    Files.createDirectories(file.getParent());
    Files.write(file, client.sendWell(Client.get(address, headers)).body());
  }

  private String configuration(int port) throws IOException {
    try (var template = Objects.requireNonNull(Nginx.class.getResourceAsStream(CONFIGURATION))) {
      // Workers of a root's nginx are somebody else, who may not read where root works.
      var user = System.getProperty("user.name").equals("root") ? "user root;" : "";
      return new String(template.readAllBytes(), UTF_8)
          .replace("@user@", user)
          .replace("@cores@", Integer.toString(Runtime.getRuntime().availableProcessors()))
          .replace("@folder@", folder.toString())
          .replace("@port@", Integer.toString(port));
    }
  }
}
