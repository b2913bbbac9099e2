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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The terminal of an operator who runs commands on a registry's database, beside its server. */
public final class Terminal {
  private final Path data;
  private final Optional<String> database;
  private final Optional<URI> log;
  private final Environment world;
  private final Consumer<Runnable> beside;

  /** A terminal whose commands nothing looks at. */
  public Terminal(Path data, Optional<String> database, Optional<URI> log, Environment world) {
    this(data, database, log, world, Runnable::run);
  }

  /**
   * A terminal beside a server.
   *
   * @param beside runs a command, and tells whoever compares the registry before and after a
   *     request that it may change what a request may not
   */
  Terminal(
      Path data,
      Optional<String> database,
      Optional<URI> log,
      Environment world,
      Consumer<Runnable> beside) {
    this.data = data;
    this.database = database;
    this.log = log;
    this.world = world;
    this.beside = beside;
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
    var exit = new AtomicInteger();
    beside.accept(() -> exit.set(new Cli(console, world).run(arguments)));
    return new Said(exit.get(), out.toString(UTF_8), err.toString(UTF_8));
  }
}
