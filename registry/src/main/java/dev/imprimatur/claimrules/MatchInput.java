package dev.imprimatur.claimrules;

/**
 * The input of a match: an identity token that wants something of a package through a trusted
 * publisher.
 *
 * @param settings what the publisher's maintainer configured
 * @param token what the token says
 * @param packageName the full name of the package
 */
public record MatchInput(Settings settings, TokenPayload token, String packageName) {}
