package dev.imprimatur.tokens;

import dev.imprimatur.access.AccountLinks;
import dev.imprimatur.access.Organizations;
import dev.imprimatur.access.Owners;
import dev.imprimatur.access.Users;

/** Everything that is known about people, their tokens and what they own. */
public record People(
    Users users, Tokens tokens, Organizations organizations, Owners owners, AccountLinks links) {}
