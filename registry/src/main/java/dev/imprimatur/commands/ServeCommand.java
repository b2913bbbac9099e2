package dev.imprimatur.commands;

import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.config.Config;
import dev.imprimatur.problem.OutageLog;
import dev.imprimatur.wiring.Environment;
import dev.imprimatur.wiring.Registry;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code serve}: opens the port and stays until it is told to stop. */
final class ServeCommand {
  private final Environment world;

  ServeCommand(Environment world) {
    this.world = world;
  }

  CommandSpec spec() {
    return Options.registryCommand(
            "Starts the registry, and stops it cleanly on SIGTERM.",
            "imprimatur serve --listen 127.0.0.1:4873 --data ./data",
            this::serve)
        .addOption(
            Options.option("--listen", "HOST:PORT", "where to listen (default: 127.0.0.1:4873)"))
        .addOption(
            Options.option(
                "--public-url", "URL", "the address that clients use, if it is another"));
  }

  private void serve(ParseResult typed, Console console) {
    var config = Config.of(Options.rawConfig(typed, console), world.providers());
    var asked = new CountDownLatch(1);
    var closed = new CountDownLatch(1);
    try (var registry = new Registry(config, config.limits(), world);
        var server = registry.open()) {
      // The process ends when its hooks have; this one waits until everything is closed.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> askAndAwait(asked, closed)));
      registry.startWorkers();
      registry.publicUrl.sharing().ifPresent(console.err()::println);
      registry
          .useCases
          .account
          .linkUse
          .setUp()
          .ifPresent(link ->
              console
                  .out()
                  .println(
                      "Nobody has an account yet. The first one, which runs this registry, is made"
                          + " at "
                          + link.address(registry.publicUrl(server.port()) + "/")));
      console.out().println("Imprimatur is ready at " + registry.publicUrl(server.port()));
      console.out().flush();
      asked.await();
    } catch (IOException e) {
      throw new BadConfigException(
          "Cannot listen at %s:%d (%s). Stop what listens there, or say --listen HOST:PORT."
              .formatted(
                  config.listen().getHostString(), config.listen().getPort(), OutageLog.cause(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closed.countDown();
    }
  }

  private static void askAndAwait(CountDownLatch asked, CountDownLatch closed) {
    asked.countDown();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
