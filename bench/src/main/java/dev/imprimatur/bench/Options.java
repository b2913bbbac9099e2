package dev.imprimatur.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was typed behind the command.
 *
 * @param home the folder with the jar and Verdaccio, and for everything that a run leaves behind
 * @param launcher starts our server in place of a bare {@code java -jar}
 * @param rounds how often each server has its turn in a trial
 * @param burst how long a turn lasts
 * @param warmUp how long a server works at a time before its first turn in a trial
 * @param warmUpsMax how often it does, until it is warm
 * @param only measures what has this in its name
 */
record Options(
    Path home,
    Optional<Path> launcher,
    int rounds,
    Duration burst,
    Duration warmUp,
    int warmUpsMax,
    Optional<String> only) {

  private static final String JAR = "imprimatur.jar";

  /** What the launcher starts a JVM with. */
  private static final List<String> LAUNCHERS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-Xms24m",
          "-Xmx256m",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED");

  private static final Options STANDARD =
      new Options(
          Path.of("bench/target"),
          Optional.empty(),
          5,
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          40,
          Optional.empty());

  static Options of(String... arguments) {
    var options = STANDARD;
    for (int i = 0; i < arguments.length; i++) {
      options =
          switch (arguments[i]) {
            case "--quick" -> options.quick();
            case "--home" -> options.at(Path.of(value(arguments, ++i)));
            case "--launcher" -> options.startedBy(Path.of(value(arguments, ++i)));
            case "--rounds" -> options.lasting(Integer.parseInt(value(arguments, ++i)));
            case "--only" -> options.limitedTo(value(arguments, ++i));
            default -> throw new IllegalArgumentException("There is no option " + arguments[i]);
          };
    }
    return options;
  }

  boolean wants(String trial) {
    return only.map(trial::contains).orElse(true);
  }

  /** What starts our registry, as far as its own arguments. */
  List<String> imprimatur() {
    return launcher
        .map(file -> List.of(file.toAbsolutePath().toString()))
        .orElseGet(() -> {
          var bare = new ArrayList<>(List.of(java()));
          bare.addAll(LAUNCHERS);
          bare.addAll(List.of("-jar", home.resolve(JAR).toAbsolutePath().toString()));
          return List.copyOf(bare);
        });
  }

  private Options quick() {
    return new Options(home, launcher, 1, Duration.ofSeconds(1), Duration.ofSeconds(2), 4, only);
  }

  private Options at(Path folder) {
    return new Options(folder, launcher, rounds, burst, warmUp, warmUpsMax, only);
  }

  private Options startedBy(Path file) {
    return new Options(home, Optional.of(file), rounds, burst, warmUp, warmUpsMax, only);
  }

  private Options lasting(int wanted) {
    if (wanted < 1) {
      throw new IllegalArgumentException("--rounds takes a number from 1 on");
    }
    return new Options(home, launcher, wanted, burst, warmUp, warmUpsMax, only);
  }

  private Options limitedTo(String part) {
    return new Options(home, launcher, rounds, burst, warmUp, warmUpsMax, Optional.of(part));
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String value(String[] arguments, int index) {
    if (index == arguments.length) {
      throw new IllegalArgumentException(arguments[index - 1] + " needs a value behind it");
    }
    return arguments[index];
  }
}
