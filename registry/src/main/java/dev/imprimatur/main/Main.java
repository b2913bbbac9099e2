package dev.imprimatur.main;

import dev.imprimatur.commands.Cli;
import dev.imprimatur.commands.Console;
import dev.imprimatur.wiring.Environment;
import java.util.Locale;

/** Where the process begins. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    speakEnglish();
    LastingLog.set();
    Logging.set();
    var console = new Console(System.in, System.out, System.err, System.getenv());
    System.exit(new Cli(console, Environment.real()).run(arguments));
  }

  /** All that is said here is English; so are the numbers in it, wherever the machine stands. */
  public static void speakEnglish() {
    Locale.setDefault(Locale.ROOT);
  }
}
