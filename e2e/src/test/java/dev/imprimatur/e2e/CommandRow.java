package dev.imprimatur.e2e;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A command, and for each client that has it what shows that it works; a row of the table. */
final class CommandRow {
  private final String command;
  private final Map<ClientColumn, Cell> cells = new EnumMap<>(ClientColumn.class);

  private CommandRow(String command) {
    this.command = command;
  }

  /** Something that a client does, which fails by an assertion. */
  interface Act {
    void in(ClientScene scene) throws Exception;
  }

  /** A command of a client. */
  sealed interface Cell {
    /** The act that shows that it works. */
    record Works(Act act) implements Cell {}

    /**
     * The act that shows that the client gives up by itself, or that only it knows it is done.
     *
     * @param why as the table says it
     */
    record OwnRefusal(String why, Act act) implements Cell {}

    /** Another test that shows with this client that it works. */
    record ShownElsewhere(Class<?> test) implements Cell {}
  }

  static CommandRow of(String command) {
    return new CommandRow(command);
  }

  CommandRow works(Act act, ClientColumn... clients) {
    return with(new Cell.Works(act), clients);
  }

  CommandRow refusesItself(String why, Act act, ClientColumn... clients) {
    return with(new Cell.OwnRefusal(why, act), clients);
  }

  CommandRow shownBy(Class<?> test, ClientColumn... clients) {
    return with(new Cell.ShownElsewhere(test), clients);
  }

  private CommandRow with(Cell cell, ClientColumn... clients) {
    for (var client : clients) {
      cells.put(client, cell);
    }
    return this;
  }

  String command() {
    return command;
  }

  /** Empty if the client has no such command. */
  Optional<Cell> cell(ClientColumn client) {
    return Optional.ofNullable(cells.get(client));
  }

  /** The name of the file with its replies. */
  String fileName() {
    return command
        .replaceAll("[^A-Za-z0-9]+", "-")
        .replaceAll("^-|-$", "")
        .toLowerCase(Locale.ROOT);
  }
}
