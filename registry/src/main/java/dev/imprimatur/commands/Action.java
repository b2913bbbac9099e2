package dev.imprimatur.commands;

import picocli.CommandLine.ParseResult;

/** The deed of a command, with what was typed behind it. */
interface Action {
  void run(ParseResult typed, Console console) throws Exception;
}
