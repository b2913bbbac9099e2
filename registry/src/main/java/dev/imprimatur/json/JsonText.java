package dev.imprimatur.json;

/** A JSON string. */
public record JsonText(String value) implements JsonValue {}
