package dev.imprimatur.npm;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The commands of a package, as npm tidies them up (@npmcli/package-json, {@code normalize.js}).
 */
final class BinPaths {
  private BinPaths() {}

  /** Each command with its file inside the package. */
  static Map<String, String> of(JsonObject manifest) {
    var commands = new LinkedHashMap<String, String>();
    switch (manifest.get("bin").orElse(JsonObject.EMPTY)) {
      case JsonText(var file) -> put(commands, manifest.text("name").orElse("").strip(), file);
      case JsonArray(var files) ->
          files.forEach(file -> {
            if (file instanceof JsonText(var path)) {
              put(commands, path, path);
            }
          });
      case JsonObject(var members) ->
          members.forEach((name, file) -> {
            if (file instanceof JsonText(var path)) {
              put(commands, name, path);
            }
          });
      default -> {}
    }
    return commands;
  }

  /** {@code directories.bin}: every file in that folder, each under its own name. */
  static Map<String, String> inFolder(String named, Tarball tarball) {
    var folder = inside(named) + "/";
    var commands = new LinkedHashMap<String, String>();
    tarball.files().stream()
        .filter(file -> file.startsWith(folder) && file.indexOf("/.", folder.length() - 1) < 0)
        .sorted()
        .forEach(file -> put(commands, file, file));
    return commands;
  }

  private static void put(Map<String, String> commands, String name, String file) {
    var command = inside(name);
    command = command.substring(command.lastIndexOf('/') + 1);
    var target = inside(file);
    if (!command.isEmpty() && !target.isEmpty()) {
      commands.put(command, target);
    }
  }

  /** The path with every {@code .} and {@code ..} resolved inside the package. */
  static String inside(String raw) {
    var segments = new ArrayDeque<String>();
    for (var segment : raw.split("[/\\\\:]", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> segments.pollLast();
        default -> segments.addLast(segment);
      }
    }
    return String.join("/", segments);
  }
}
