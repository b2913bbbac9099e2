package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A shell that finds the npm and pnpm under test, and what else a page says is there. */
final class ManualShell {
  private final Npm npm;
  private final Path programs;

  ManualShell(Npm npm, Path programs) {
    this.npm = npm;
    this.programs = programs;
    program("npm", "exec " + quoted(npm.command()) + " \"$@\"\n");
    Clients.pnpm()
        .ifPresent(pnpm -> program("pnpm", "exec " + quoted(pnpm.command()) + " \"$@\"\n"));
  }

  /** Lets it find a program. */
  void program(String name, String script) {
    write(programs.resolve(name), "#!/bin/sh\n" + script);
  }

  /** Does nothing of npm's that begins with these words. */
  ManualShell without(String words) {
    program(
        "npm",
        "case \"$*\" in '%s '*) exit 0 ;; esac%nexec %s \"$@\"%n"
            .formatted(words, quoted(npm.command())));
    return this;
  }

  /** Runs lines until one of them fails. */
  Outcome run(ClientMachine where, String lines, Command.Answer... answers) {
    var shell = List.of("sh", "-e", "-c");
    return where.run(new Npm(npm.major(), shell, programs + ":" + npm.path()), answers, lines);
  }

  /** Makes a file that can be run. */
  static void write(Path file, String script) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, script);
      assertThat(file.toFile().setExecutable(true)).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A program of this machine, as a test that needs it asks for it. */
  static Optional<Path> here(String program) {
    return Clients.onPath(program);
  }

  private static String quoted(List<String> words) {
    return "'" + String.join("' '", words) + "'";
  }
}
