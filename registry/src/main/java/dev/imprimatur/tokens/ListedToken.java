package dev.imprimatur.tokens;

import java.util.Optional;

/** A token as it is listed: with its last use, if it was ever used. */
public record ListedToken(Token token, Optional<LastUse> lastUse) {}
