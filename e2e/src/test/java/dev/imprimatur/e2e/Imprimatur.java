package dev.imprimatur.e2e;

import dev.imprimatur.testkit.FakeIssuer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The registry as an operator has it: the jar, a configuration, a data folder, and commands. */
final class Imprimatur {
  static final String PASSWORD = "correct horse battery";

  /** The variable that says where it serves. */
  static final String LISTEN = "IMPRIMATUR_LISTEN";

  private static final Map<String, String> BUILT_IN =
      Map.of(
          "github", "https://token.actions.githubusercontent.com", "gitlab", "https://gitlab.com");

  private static final Path JAR =
      Path.of("../registry/target/imprimatur.jar").toAbsolutePath().normalize();

  private final Path folder;
  private final Map<String, String> environment;

  private Imprimatur(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = Map.copyOf(environment);
  }

  /**
   * A registry with nobody and nothing in it.
   *
   * @param issuers what the configuration file says of the only CI systems that it knows
   */
  static Imprimatur fresh(Path folder, List<String> issuers) {
    if (!Files.exists(JAR)) {
      throw new IllegalStateException(
          "There is no %s to test; mvn verify from the project's folder builds it".formatted(JAR));
    }
    var fresh = new Imprimatur(folder, Map.of());
    try {
      Files.createDirectories(folder);
      // Most of these tests are not about second factors, and nobody in them has one.
      Files.writeString(
          fresh.configuration(),
          "secondFactor: optional\n"
              + (issuers.isEmpty() ? "" : "issuers:\n" + String.join("", issuers)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    BUILT_IN.forEach((provider, url) -> {
      var configured = issuers.stream().filter(each -> each.contains("provider: " + provider));
      // Of two that are on, a publisher would have to say which one it means, and npm cannot.
      if (configured.anyMatch(each -> !each.contains("url: " + url + "\n"))) {
        fresh.run("issuer", "disable", url);
      }
    });
    return fresh;
  }

  /** The same registry with these variables in its environment. */
  Imprimatur with(Map<String, String> variables) {
    return new Imprimatur(folder, variables);
  }

  /** An issuer on this machine; it has no certificate, as no CI system of anybody's should be. */
  static String issuer(String provider, FakeIssuer issuer) {
    return """
      - provider: %s
        url: %s
        internal: true
        selfHostedRunners: true
    """
        .formatted(provider, issuer.issuer());
  }

  /** An issuer that cannot be asked from here, so that its keys are in a file. */
  static String unreachable(String provider, FakeIssuer issuer, Path folder) {
    try {
      Files.createDirectories(folder);
      var keys = folder.resolve(provider + "-keys.json");
      Files.writeString(keys, issuer.keySetJson());
      return """
        - provider: %s
          url: %s
          jwks: %s
      """
          .formatted(provider, issuer.issuer(), keys);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void addUser(String name) {
    var answer = new Command.Answer("", PASSWORD);
    command("user", "add", name, "--email", name + "@acme.example", "--password-stdin")
        .run(answer)
        .done();
  }

  /** A token of a user's, limited by these flags. */
  String token(String user, String... flags) {
    var words = new ArrayList<>(List.of("token", "create", "--user", user));
    words.addAll(List.of(flags));
    return run(words.toArray(String[]::new)).out();
  }

  /** Trusts a workflow with a name that is still free, or with a package that exists. */
  void trust(String name, String repository, String workflowFile, String... flags) {
    var words = new ArrayList<>(List.of("trust", "add", name, "github"));
    words.addAll(List.of("--repo", repository, "--file", workflowFile));
    words.addAll(List.of(flags));
    run(words.toArray(String[]::new));
  }

  /** Runs a command that must succeed. */
  Outcome run(String... arguments) {
    return command(arguments).run().done();
  }

  /** Starts a command, and leaves it to itself. */
  Process start(String... arguments) throws IOException {
    return command(arguments).start();
  }

  /** Serves at any free port, unless its environment says where. */
  Server serve(String... jvmOptions) {
    var words = java(List.of(jvmOptions));
    words.add("serve");
    if (!environment.containsKey(LISTEN)) {
      words.addAll(List.of("--listen", "127.0.0.1:0"));
    }
    words.addAll(settings());
    return Server.start(words, folder, environment);
  }

  Path data() {
    return folder.resolve("data");
  }

  private Command command(String... arguments) {
    var words = java(List.of());
    words.addAll(List.of(arguments));
    words.addAll(settings());
    return new Command(words, folder, environment);
  }

  /** A script that runs a command as the launcher does, in the same environment. */
  String launcher() {
    var script = new StringBuilder("#!/bin/sh\n");
    environment.forEach((name, value) -> script.append("export %s='%s'%n".formatted(name, value)));
    return script
        .append("exec '%s' \"$@\" ".formatted(String.join("' '", java(List.of()))))
        .append("'%s'%n".formatted(String.join("' '", settings())))
        .toString();
  }

  /** Learned when the first registry is started, and only once. */
  private static final class Start {
    static final List<String> OPTIONS = new StartCache(JAR).learned(jvm(List.of())).options();
  }

  private static List<String> java(List<String> jvmOptions) {
    var options = new ArrayList<>(Start.OPTIONS);
    options.addAll(jvmOptions);
    return jvm(options);
  }

  /** None lives for so long that the slow compiler would pay. */
  private static List<String> jvm(List<String> options) {
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmx128m"));
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
    words.addAll(options);
    words.addAll(List.of("-jar", JAR.toString()));
    return words;
  }

  private List<String> settings() {
    return List.of("--data", data().toString(), "--config", configuration().toString());
  }

  private Path configuration() {
    return folder.resolve("imprimatur.yaml");
  }
}
