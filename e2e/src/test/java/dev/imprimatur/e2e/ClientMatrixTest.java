package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imprimatur.e2e.CommandRow.Cell;
import dev.imprimatur.testkit.Folders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Every command of every client against a registry, which is asked afterwards for what became of
 * it. The table that comes of it is printed in the manual; what the registry answered to each
 * command is approved.
 */
@Order(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClientMatrixTest {
  private static final Path FOLDER =
      Path.of("target/environments/ClientMatrixTest").toAbsolutePath();

  /** As many clients as run side by side; each waits for its registry now and then. */
  private static final int AT_ONCE = 3;

  private static final List<CommandRow> ROWS =
      Stream.of(
              SignInRows.rows(),
              RightsRows.rows(),
              PublishRows.rows(),
              ManageRows.rows(),
              InstallRows.rows())
          .flatMap(List::stream)
          .toList();

  private final Map<ClientColumn, ClientRun> runs = new EnumMap<>(ClientColumn.class);

  @BeforeAll
  void everyClientRunsItsCommands() throws InterruptedException, ExecutionException {
    var clients = chosen().filter(client -> client.program().isPresent()).toList();
    try (var workers = Executors.newFixedThreadPool(AT_ONCE)) {
      var work = new ArrayList<Callable<ClientRun>>();
      clients.forEach(client -> work.add(() -> run(client)));
      var done = workers.invokeAll(work);
      for (int i = 0; i < clients.size(); i++) {
        runs.put(clients.get(i), done.get(i).get());
      }
    }
  }

  /** All, but for whoever works on one of them and names it in a property. */
  private static Stream<ClientColumn> chosen() {
    var names = List.of(System.getProperty("imprimatur.clients", "").split(",", -1));
    return Arrays.stream(ClientColumn.values())
        .filter(client -> names.contains("") || names.contains(client.name()));
  }

  private static ClientRun run(ClientColumn client) {
    try (var scene = ClientScene.open(client, Folders.empty(FOLDER.resolve(client.name())))) {
      var run = new ClientRun();
      for (var row : ROWS) {
        if (isWanted(row)) {
          row.cell(client).ifPresent(cell -> run.add(row, cell, scene));
        }
      }
      return run;
    }
  }

  private static boolean isWanted(CommandRow row) {
    return Pattern.compile(System.getProperty("imprimatur.command", ""))
        .matcher(row.command())
        .find();
  }

  @Test
  void everyCommandDoesWhatItSays() {
    var failed = new ArrayList<String>();
    runs.forEach((client, run) ->
        run.failures()
            .forEach((row, why) ->
                failed.add("%s: %s%n%s".formatted(client.title(), row.command(), why))));
    assertThat(failed).isEmpty();
  }

  @Test
  void theManualSaysIt() {
    assumeTrue(runs.size() == ClientColumn.values().length, "a client could not be had");
    var table = new StringBuilder();
    table.append("| command |");
    for (var client : ClientColumn.values()) {
      table.append(' ').append(client.title()).append(" |");
    }
    table.append("\n|---|").append("---|".repeat(ClientColumn.values().length)).append('\n');
    for (var row : ROWS) {
      table.append("| ").append(row.command()).append(" |");
      for (var client : ClientColumn.values()) {
        table.append(' ').append(mark(row, client)).append(" |");
      }
      table.append('\n');
    }
    ApprovedText.ofSection(Path.of("../docs/manual/clients.md"), "commands").check("" + table);
  }

  private String mark(CommandRow row, ClientColumn client) {
    if (Objects.requireNonNull(runs.get(client)).failures().containsKey(row)) {
      return "✗";
    }
    return row.cell(client)
        .map(cell ->
            switch (cell) {
              case Cell.Works _, Cell.ShownElsewhere _ -> "✓";
              case Cell.OwnRefusal(var why, _) -> "c: " + why;
            })
        .orElse("–");
  }

  @Test
  void everyAnswerIsApproved() {
    assumeTrue(runs.size() == ClientColumn.values().length, "a client could not be had");
    var names = new ArrayList<String>();
    for (var row : ROWS) {
      var replies = new RecordedReplies();
      runs.forEach((client, run) -> replies.add(client, run.answers(row)));
      if (!replies.isEmpty()) {
        names.add(row.fileName());
        ApprovedText.file("clients/" + row.fileName()).check(replies.text());
      }
    }
    assertThat(ApprovedText.names("clients")).containsExactlyInAnyOrderElementsOf(names);
  }
}
