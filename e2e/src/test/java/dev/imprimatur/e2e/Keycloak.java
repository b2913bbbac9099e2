package dev.imprimatur.e2e;

import dev.imprimatur.testkit.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Keycloak of our own: its distribution as a package of Maven's, fetched once, and run with a
 * realm of a few people and little memory. It ends with us at the latest.
 */
final class Keycloak implements AutoCloseable {
  static final String CLIENT = "imprimatur";
  static final String SECRET = "a-secret-of-the-client";
  static final String REALM = "acme";

  private static final Path FOLDER = Path.of("target/keycloak").toAbsolutePath();
  private static final String UNPACK =
      "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:unpack";
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration STOP = Duration.ofMinutes(1);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private final Process process;
  private final String url;
  private final Thread lastResort;

  private Keycloak(Process process, String url) {
    this.process = process;
    this.url = url;
    this.lastResort = new Thread(() -> endAll(process));
    Runtime.getRuntime().addShutdownHook(lastResort);
  }

  /** The folder of the distribution, if it could be had; otherwise that was said. */
  static Optional<Path> distribution() {
    var name = "keycloak-" + version();
    MadeOnce.unlessThere(FOLDER, name, Keycloak::fetch);
    var found = Optional.of(FOLDER.resolve(name)).filter(Files::exists);
    if (found.isEmpty()) {
      System.out.println("Skipped: sign-in by a real Keycloak, as it could not be fetched.");
    }
    return found;
  }

  /** Raised where all versions are, in the POM. */
  private static String version() {
    return System.getProperty("imprimatur.keycloak");
  }

  private static void fetch(Path scratch, Path place) throws IOException {
    var maven = Clients.onPath("mvn");
    if (maven.isEmpty()) {
      return;
    }
    var artifact = "org.keycloak:keycloak-quarkus-dist:%s:zip".formatted(version());
    var command =
        List.of(
            maven.get().toString(),
            "-B",
            "-q",
            UNPACK,
            "-Dartifact=" + artifact,
            "-DoutputDirectory=" + scratch);
    var outcome = new Command(command, scratch, System.getenv()).run();
    if (outcome.exit() == 0) {
      Files.move(scratch.resolve("keycloak-" + version()), place);
    } else {
      System.out.println(outcome.out());
    }
  }

  /**
   * Starts it.
   *
   * @param home the distribution, in which it writes; so there is one at a time
   */
  static Keycloak start(Path home, Callbacks callbacks) {
    try {
      Folders.delete(home.resolve("data"));
      var realm = home.resolve("data/import/acme-realm.json");
      Files.createDirectories(realm.getParent());
      Files.writeString(realm, KeycloakRealm.json(callbacks));
      var address = Server.freeAddress();
      var builder = new ProcessBuilder(command(home, address)).directory(home.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment());
      var log = home.resolve("keycloak.log");
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
      var keycloak = new Keycloak(builder.start(), "http://" + address);
      keycloak.awaitReady(log);
      return keycloak;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The addresses at the registry that the client has in the realm. */
  record Callbacks(String redirect, String logout, String signedOut) {}

  private static List<String> command(Path home, String address) {
    var port = address.substring(address.indexOf(':') + 1);
    var words = new ArrayList<String>();
    words.addAll(List.of("sh", home.resolve("bin/kc.sh").toString(), "start-dev"));
    words.addAll(List.of("--http-host=127.0.0.1", "--http-port=" + port, "--import-realm"));
    // One node, and no port of any other kind.
    words.addAll(List.of("--cache=local", "--health-enabled=false"));
    return words;
  }

  private static Map<String, String> environment() {
    return Map.of(
        "PATH", System.getenv("PATH"),
        "JAVA_HOME", System.getProperty("java.home"),
        "JAVA_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx320m -XX:MaxMetaspaceSize=224m");
  }

  String issuer() {
    return url + "/realms/" + REALM;
  }

  URI at(String path) {
    return URI.create(url + path);
  }

  private void awaitReady(Path log) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    var discovery = URI.create(issuer() + "/.well-known/openid-configuration");
    try (var http = HttpClient.newHttpClient()) {
      while (!answers(http, discovery)) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          close();
          throw new AssertionError("Keycloak did not start: " + Files.readString(log));
        }
        Thread.sleep(LOOK_AGAIN);
      }
    }
  }

  private static boolean answers(HttpClient http, URI address) throws InterruptedException {
    try {
      var request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build();
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    endAll(process);
    try {
      boolean _ = process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!Thread.currentThread().equals(lastResort)) {
        removeHook();
      }
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(lastResort);
    } catch (IllegalStateException stopping) {
      // Then the hook is what ends it.
    }
  }

  /** The script may have made the server a process of its own. */
  private static void endAll(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }
}
