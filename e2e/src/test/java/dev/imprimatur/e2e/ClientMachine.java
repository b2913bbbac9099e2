package dev.imprimatur.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A machine of a client with npm on it that was never used before: its home and project are empty.
 */
final class ClientMachine {
  /** The {@code publishConfig} of a package that everybody may see. */
  static final Map<String, Object> PUBLIC = Map.of("access", "public");

  /** The code in a package of ours. */
  static final String CODE = "module.exports = 'to the moon';\n";

  private static final Pattern TOKEN = Pattern.compile("npm_imp\\w+");
  private static final int CONFIGURATION_BYTES_MAX = 10_000;

  private final Npm npm;
  private final Path home;
  private final Path project;
  private final Map<String, String> variables;

  /**
   * Sets it up.
   *
   * @param variables what is in the environment beyond the usual, as in a job of a CI system
   */
  ClientMachine(Npm npm, Path folder, Map<String, String> variables) {
    this.npm = npm;
    this.home = made(folder.resolve("home"));
    this.project = made(folder.resolve("project"));
    this.variables = Map.copyOf(variables);
  }

  Path project() {
    return project;
  }

  /** Writes a file of the project. */
  ClientMachine file(String path, String text) {
    write(project.resolve(path), text);
    return this;
  }

  /** Makes the project a public package. */
  ClientMachine project(String name, String version) {
    return project(name, version, PUBLIC);
  }

  /** Makes the project a package that is published like this. */
  ClientMachine project(String name, String version, Map<String, Object> publishConfig) {
    return manifest(Json.members("name", name, "version", version, "publishConfig", publishConfig));
  }

  /** Makes the project such a package, which says that its source is in this repository. */
  ClientMachine project(
      String name, String version, Map<String, Object> publishConfig, String repository) {
    var source = Json.members("type", "git", "url", "git+" + repository + ".git");
    return manifest(
        Json.members(
            "name",
            name,
            "version",
            version,
            "publishConfig",
            publishConfig,
            "repository",
            source));
  }

  private ClientMachine manifest(Map<String, Object> manifest) {
    return file("package.json", Json.write(manifest))
        .file("index.js", CODE)
        .file("README.md", "# Rocket\n");
  }

  /** Makes the project one that uses packages and is none. */
  ClientMachine consumer() {
    return file("package.json", "{\"name\": \"consumer\", \"version\": \"1.0.0\"}")
        .file(".npmrc", "audit=false\nfund=false\n");
  }

  /** Reads a file of the project. */
  String read(String path) {
    try {
      return Files.readString(project.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stores a token for this registry in the user's configuration, as npm does. */
  ClientMachine token(Server server, String token) {
    return token(server.host(), token);
  }

  /**
   * Stores a token so.
   *
   * @param host name and port of the registry
   */
  ClientMachine token(String host, String token) {
    write(home.resolve(".npmrc"), "//%s/:_authToken=%s%n".formatted(host, token));
    return this;
  }

  /** Writes the user's configuration. */
  ClientMachine configuration(String text) {
    write(home.resolve(".npmrc"), text);
    return this;
  }

  /** Returns the user's configuration; empty if there is none. */
  String configuration() {
    var file = home.resolve(".npmrc");
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the token that a client has stored somewhere; empty if there is none. */
  String storedToken() {
    try (var atHome = Files.walk(home);
        var inProject = Files.walk(project, 1)) {
      return Stream.concat(atHome, inProject)
          .filter(Files::isRegularFile)
          .filter(file -> file.toFile().length() < CONFIGURATION_BYTES_MAX)
          .map(ClientMachine::text)
          .flatMap(text -> TOKEN.matcher(text).results())
          .map(MatchResult::group)
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whatever is in a file. */
  private static String text(Path file) {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Signs in with a password, as somebody types it. */
  Outcome login(String registry, String user) {
    var answers =
        new Command.Answer[] {
          new Command.Answer("Username:", user),
          new Command.Answer("Password:", Imprimatur.PASSWORD)
        };
    return npm(answers, "login", "--auth-type=legacy", "--registry", registry);
  }

  Outcome npm(String... arguments) {
    return npm.command(home, project, variables, arguments).run();
  }

  /** Begins a command before which somebody sits; see {@link Terminal}. */
  Terminal terminal(String... arguments) {
    return new Terminal(npm.command(home, project, variables, arguments));
  }

  /**
   * Checks signatures and attestations of what is installed; see {@code npmVariables} of the fake.
   */
  Outcome auditSignatures(String registry) {
    return npm("audit", "signatures", "--registry", registry);
  }

  /** Installs packages and checks them so. */
  Outcome audited(String registry, String... packages) {
    var words = new ArrayList<>(List.of("install", "--registry", registry));
    words.addAll(List.of(packages));
    npm(words.toArray(String[]::new)).done();
    return auditSignatures(registry);
  }

  /** Runs another program than the one that it was set up for. */
  Outcome run(Npm other, String... arguments) {
    return other.command(home, project, variables, arguments).run();
  }

  /** Runs another program, and answers what it asks. */
  Outcome run(Npm other, Command.Answer[] answers, String... arguments) {
    return other.command(home, project, variables, arguments).run(answers);
  }

  Outcome npm(Command.Answer[] answers, String... arguments) {
    return npm.command(home, project, variables, arguments).run(answers);
  }

  /** Runs it on a terminal, and answers what it asks there. */
  Outcome onTerminal(List<Command.Answer> answers, String... arguments) {
    var command = npm.command(home, project, variables, arguments);
    var words = command.words().stream().map(word -> "'" + word + "'").toList();
    var typed = List.of("script", "-qefc", String.join(" ", words), "/dev/null");
    return new Command(typed, project, command.environment())
        .run(answers.toArray(Command.Answer[]::new));
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path made(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
