package dev.imprimatur.npm;

/**
 * What a package says of itself, as Markdown.
 *
 * @param file what the file is called in the tarball
 */
public record Readme(String file, String text) {}
