package dev.imprimatur.tokens;

import java.time.Instant;

/** The last use of a token: when, and from where. */
public record LastUse(Instant at, String address) {}
