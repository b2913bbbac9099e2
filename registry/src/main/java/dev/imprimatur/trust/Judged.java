package dev.imprimatur.trust;

import dev.imprimatur.rules.Verdict;

/** A trusted publisher, and what its rules make of an identity token. */
public record Judged(Publisher publisher, Verdict verdict) {}
