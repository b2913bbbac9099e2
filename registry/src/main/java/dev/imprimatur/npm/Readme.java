package dev.imprimatur.npm;

/**
 * A package's description of itself, as Markdown.
 *
 * @param file the name of the file in the tarball
 */
public record Readme(String file, String text) {}
