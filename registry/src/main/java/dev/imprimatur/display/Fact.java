package dev.imprimatur.display;

import java.util.Optional;

/**
 * A fact from a job's identity token, for people.
 *
 * @param address the address at which it can be seen
 */
public record Fact(String label, String text, Optional<String> address) {}
