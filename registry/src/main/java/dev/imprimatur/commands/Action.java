package dev.imprimatur.commands;

import picocli.CommandLine.ParseResult;

/** The action of a command, with its arguments. */
interface Action {
  void run(ParseResult typed, Console console) throws Exception;
}
