package dev.imprimatur.doors.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.wiring.Terminal;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every command has, although only the one that is wanted is made. */
final class CommandLineTest {
  private final TestRegistry registry = TestRegistry.start();
  private final Terminal terminal = registry.terminal();

  @AfterEach
  void close() {
    registry.close();
  }

  private List<String> listed() {
    return terminal
        .run("--help")
        .out()
        .lines()
        .dropWhile(line -> !line.startsWith("Commands:"))
        .skip(1)
        .map(line -> line.strip().split(" ", 2)[0])
        .toList();
  }

  @Test
  void theHelpListsAllCommandsAndEachOfThemIsThere() {
    assertThat(listed()).contains("serve", "trust", "config").contains("team").hasSize(14);
    for (var command : listed()) {
      var said = terminal.run(command, "--help");
      assertThat(said.exit()).as(command).isZero();
      assertThat(said.out()).as(command).startsWith("Usage: imprimatur " + command);
    }
  }

  @Test
  void whoeverMistypesOneIsToldWhichOnesThereAre() {
    var said = terminal.run("trsut", "list");
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("trsut").contains("trust");
  }

  @Test
  void everyCommandTellsItsVersion() {
    assertThat(terminal.run("--version").out()).startsWith("Imprimatur ");
    assertThat(terminal.run("trust", "-V").out()).startsWith("Imprimatur ");
    assertThat(terminal.run("trust", "list", "-V").out()).startsWith("Imprimatur ");
  }
}
