package dev.imprimatur.e2e;

import dev.imprimatur.e2e.CommandRow.Cell;
import dev.imprimatur.e2e.Recorder.Exchange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All commands of a client, as they went. */
final class ClientRun {
  private final Map<CommandRow, String> failures = new LinkedHashMap<>();
  private final Map<CommandRow, List<Exchange>> answers = new LinkedHashMap<>();

  /** Does what shows that a command works. */
  void add(CommandRow row, Cell cell, ClientScene scene) {
    scene.recorder().taken();
    try {
      switch (cell) {
        case Cell.Works(var act) -> act.in(scene);
        case Cell.OwnRefusal(_, var act) -> act.in(scene);
        case Cell.ShownElsewhere _ -> {}
      }
    } catch (Exception | AssertionError e) {
      failures.put(row, e.toString());
    }
    answers.put(row, scene.recorder().taken());
  }

  /** The commands that failed, with what was expected and seen. */
  Map<CommandRow, String> failures() {
    return failures;
  }

  /** What the registry answered to a command. */
  List<Exchange> answers(CommandRow row) {
    return answers.getOrDefault(row, List.of());
  }
}
