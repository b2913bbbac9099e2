package dev.imprimatur.doors.people;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The answer that each caller gets at each address, and its text, in which a change is a few lines.
 *
 * <p>The text begins with the callers in their groups; the first of a group stands for it. Then
 * come addresses that answer alike, each with the packages that it was asked for, and below them
 * who gets which answer. It determines every cell: a caller gets the answer that names them, and
 * otherwise the one that names their group; "everybody" is every group. Beside a package, "of it"
 * stands for its name. One more caller is therefore a word in their group, and a word wherever they
 * are answered otherwise; one more address is a line for it, and its answers if no other gives the
 * same.
 *
 * @param groups the names of callers by the name of their group
 * @param cells the answers by what was asked, then by the name of the caller
 */
public record Matrix(Map<String, List<String>> groups, Map<Asked, Map<String, String>> cells) {
  private static final String EVERYBODY = "everybody";

  private static final Comparator<String> BY_PATH =
      Comparator.comparing((String route) -> route.substring(route.indexOf(' ')))
          .thenComparing(Comparator.naturalOrder());

  /**
   * What somebody wanted.
   *
   * @param packageName empty where the route is of none
   */
  public record Asked(String route, String packageName) {
    /** A caller's name in an answer about this package. */
    String shortened(String caller) {
      var whose = " of " + packageName;
      return packageName.isEmpty() || !caller.endsWith(whose)
          ? caller
          : caller.substring(0, caller.length() - whose.length()) + " of it";
    }
  }

  String text() {
    var alike = new TreeMap<String, Map<String, List<String>>>();
    cells.forEach((asked, answers) ->
        alike
            .computeIfAbsent(lines(asked, answers), key -> new TreeMap<>(BY_PATH))
            .computeIfAbsent(asked.route(), key -> new ArrayList<>())
            .add(asked.packageName()));
    var text = new StringBuilder();
    groups.forEach((group, callers) -> text.append(line("", group, callers)));
    alike.forEach((lines, routes) -> {
      text.append("\n");
      routes.forEach((route, packages) ->
          text.append((route + "  " + String.join(", ", packages)).strip()).append("\n"));
      text.append(lines);
    });
    return text.toString();
  }

  /** Groups by their answers, and callers who get another one than the first of their group. */
  private String lines(Asked asked, Map<String, String> answers) {
    var told = new TreeMap<String, List<String>>();
    groups.forEach((group, callers) ->
        told.computeIfAbsent(answer(answers, callers.getFirst()), key -> new ArrayList<>())
            .add(group));
    for (var callers : groups.values()) {
      var usual = answer(answers, callers.getFirst());
      callers.stream()
          .filter(caller -> !answer(answers, caller).equals(usual))
          .forEach(caller ->
              told.computeIfAbsent(answer(answers, caller), key -> new ArrayList<>())
                  .add(asked.shortened(caller)));
    }
    var text = new StringBuilder();
    told.forEach((answer, who) ->
        text.append(line("  ", answer, told.size() == 1 ? List.of(EVERYBODY) : who)));
    return text.toString();
  }

  private static String answer(Map<String, String> answers, String caller) {
    return Objects.requireNonNull(answers.get(caller), caller);
  }

  private static String line(String margin, String name, List<String> who) {
    return margin + name + ": " + String.join("; ", who) + "\n";
  }

  /** The matrix that such a text is of; it fails if a cell has no answer, or two. */
  public static Matrix read(String text) {
    var blocks = List.of(text.strip().split("\n\n"));
    var groups = named(blocks.getFirst().lines().toList());
    var cells = new LinkedHashMap<Asked, Map<String, String>>();
    for (var block : blocks.subList(1, blocks.size())) {
      var answers = named(block.lines().filter(line -> line.startsWith("  ")).toList());
      for (var address : block.lines().filter(line -> !line.startsWith("  ")).toList()) {
        var parts = address.split("  ", 2);
        for (var name : (parts.length == 1 ? "" : parts[1]).split(", ", -1)) {
          var asked = new Asked(parts[0], name);
          require(cells.put(asked, read(asked, groups, answers)) == null, asked + " stands twice");
        }
      }
    }
    return new Matrix(groups, cells);
  }

  private static Map<String, String> read(
      Asked asked, Map<String, List<String>> groups, Map<String, List<String>> answers) {
    var told = new LinkedHashMap<String, String>();
    groups.forEach((group, callers) -> {
      for (var caller : callers) {
        var own = naming(answers, asked.shortened(caller));
        var usual = naming(answers, group);
        var found = !own.isEmpty() ? own : !usual.isEmpty() ? usual : naming(answers, EVERYBODY);
        require(found.size() == 1, "%s gets %s at %s".formatted(caller, found, asked));
        told.put(caller, found.getFirst());
      }
    });
    return told;
  }

  private static List<String> naming(Map<String, List<String>> answers, String who) {
    return answers.entrySet().stream()
        .filter(answer -> answer.getValue().contains(who))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Map<String, List<String>> named(List<String> lines) {
    var named = new LinkedHashMap<String, List<String>>();
    for (var line : lines) {
      var parts = line.strip().split(": ", 2);
      named.put(parts[0], List.of(parts[1].split("; ")));
    }
    return named;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
