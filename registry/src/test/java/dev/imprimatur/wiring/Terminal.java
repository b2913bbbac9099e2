package dev.imprimatur.wiring;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.commands.Cli;
import dev.imprimatur.commands.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Optional;

/** The terminal of an operator who runs commands on a registry's database, beside its server. */
public final class Terminal {
  private final Path data;
  private final Optional<String> database;
  private final Optional<URI> log;
  private final Environment world;

  public Terminal(Path data, Optional<String> database, Optional<URI> log, Environment world) {
    this.data = data;
    this.database = database;
    this.log = log;
    this.world = world;
  }

  /** What a command said, and how it ended. */
  public record Said(int exit, String out, String err) {}

  public Said run(String... arguments) {
    return runReading("", arguments);
  }

  /** Runs a command that reads this from its standard input. */
  public Said runReading(String in, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var environment = new HashMap<String, String>();
    environment.put("IMPRIMATUR_DATA", data.toString());
    environment.put("IMPRIMATUR_TRUST_ROOTS", RootFiles.folder(data).toString());
    database.ifPresent(url -> environment.put("IMPRIMATUR_DATABASE", url));
    log.ifPresent(address -> environment.put("IMPRIMATUR_TRANSPARENCY_LOG", address.toString()));
    var console =
        new Console(
            new ByteArrayInputStream(in.getBytes(UTF_8)),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            environment);
    int exit = new Cli(console, world).run(arguments);
    return new Said(exit, out.toString(UTF_8), err.toString(UTF_8));
  }
}
