package dev.imprimatur.access;

/** Everything that is known about people, their tokens and what is theirs. */
public record People(Users users, Tokens tokens, Organizations organizations, Owners owners) {}
