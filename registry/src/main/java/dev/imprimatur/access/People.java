package dev.imprimatur.access;

/** Everything that is known about people and their tokens. */
public record People(Users users, Tokens tokens, Owners owners) {}
