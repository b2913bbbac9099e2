package dev.imprimatur.commands;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * The streams and the environment that a command reads and writes.
 *
 * @param environment the variables of the process
 */
public record Console(
    InputStream in, PrintStream out, PrintStream err, Map<String, String> environment) {}
