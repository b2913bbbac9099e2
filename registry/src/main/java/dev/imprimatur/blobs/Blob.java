package dev.imprimatur.blobs;

import java.nio.file.Path;

/**
 * Bytes that are kept.
 *
 * @param file holds exactly these bytes, and is never changed
 */
public record Blob(Path file, long bytes) {}
