package dev.imprimatur.main;

/** Where the process begins. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Logging.set();
    var console = new Cli.Console(System.in, System.out, System.err, System.getenv());
    System.exit(new Cli(console, World.real()).run(arguments));
  }
}
