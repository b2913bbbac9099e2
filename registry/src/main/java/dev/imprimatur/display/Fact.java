package dev.imprimatur.display;

import java.util.Optional;

/**
 * Something that a job's identity token said, for people.
 *
 * @param address where to look at it
 */
public record Fact(String label, String text, Optional<String> address) {}
