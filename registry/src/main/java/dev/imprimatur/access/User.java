package dev.imprimatur.access;

import java.time.Instant;
import java.util.Optional;

/** A person with a password. */
public record User(
    UserName name, String email, boolean admin, Instant createdAt, Optional<Instant> disabledAt) {}
