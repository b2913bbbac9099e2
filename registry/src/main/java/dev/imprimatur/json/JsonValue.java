package dev.imprimatur.json;

/** A JSON value (RFC 8259): immutable, and switched on exhaustively. */
public sealed interface JsonValue
    permits JsonObject, JsonArray, JsonText, JsonNumber, JsonBoolean, JsonNull {}
