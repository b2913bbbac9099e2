package dev.imprimatur.commands;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.wiring.Environment;
import dev.imprimatur.wiring.Terminal.Said;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot start says so in one sentence, with what to do, whichever command it is. */
final class StartFailureTest {
  @TempDir Path folder;

  private Said run(Path data, String database, String... command) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var environment = new HashMap<>(Map.of("IMPRIMATUR_DATA", data.toString()));
    if (!database.isEmpty()) {
      environment.put("IMPRIMATUR_DATABASE", database);
    }
    var console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            environment);
    int exit = new Cli(console, Environment.real()).run(command);
    return new Said(exit, out.toString(UTF_8), err.toString(UTF_8));
  }

  private static void requireSentence(Said said, String... words) {
    assertThat(said.exit()).as(said.err()).isEqualTo(1);
    assertThat(said.err().strip().lines()).as(said.err()).hasSize(1);
    assertThat(said.err()).contains(words).doesNotContain("\tat ");
  }

  @Test
  void aFileInPlaceOfTheDataFolder() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "x");
    requireSentence(run(file, "", "user", "list"), "cannot be opened", file.toString());
    requireSentence(run(file.resolve("below"), "", "user", "list"), "cannot be used", "yours");
  }

  @Test
  void garbageInPlaceOfTheDatabase() throws IOException {
    Files.writeString(folder.resolve("imprimatur.db"), "garbage ".repeat(1000));
    requireSentence(run(folder, "", "user", "list"), "imprimatur.db", "not a database");
    requireSentence(run(folder, "", "serve"), "imprimatur.db", "not a database");
  }

  @Test
  void aPostgresThatIsNotThere() throws IOException {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var url = "jdbc:postgresql://127.0.0.1:" + port + "/x?user=x&password=hush-hush";
    var said = run(folder, url, "user", "list");
    requireSentence(said, "PostgreSQL cannot be used", "refused", "database");
    assertThat(said.err()).doesNotContain("hush-hush");
  }

  @Test
  void aPortThatIsTaken() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var at = "127.0.0.1:" + taken.getLocalPort();
      requireSentence(run(folder, "", "serve", "--listen", at), at, "in use", "--listen");
    }
  }
}
