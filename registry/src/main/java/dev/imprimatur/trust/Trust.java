package dev.imprimatur.trust;

/** Everything that is known about outside identities. */
public record Trust(Issuers issuers, Publishers publishers, SpentTokens spentTokens) {}
