package dev.imprimatur.main;

import dev.imprimatur.commands.Cli;
import dev.imprimatur.commands.Console;
import dev.imprimatur.wiring.Environment;
import java.util.Locale;

/** The entry of the process. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    speakEnglish();
    LastingLog.set();
    Logging.set();
    var console = new Console(System.in, System.out, System.err, System.getenv());
    System.exit(new Cli(console, Environment.real()).run(arguments));
  }

  /**
   * Sets the neutral locale: all texts are English, and so are the numbers in them, wherever the
   * machine is.
   */
  public static void speakEnglish() {
    Locale.setDefault(Locale.ROOT);
  }
}
