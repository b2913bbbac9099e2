package dev.imprimatur.identities;

/**
 * A person as one provider knows them. Neither half means anything alone, and nothing else does: a
 * name or a mail address can be somebody else's tomorrow.
 */
public record OutsideId(String issuer, String subject) {}
