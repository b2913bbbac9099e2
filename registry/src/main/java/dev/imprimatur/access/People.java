package dev.imprimatur.access;

/** Everything that is known about people, their tokens and what they own. */
public record People(Users users, Tokens tokens, Organizations organizations, Owners owners) {}
