package dev.imprimatur.tokens;

import dev.imprimatur.access.AccountLinks;
import dev.imprimatur.access.Collaborators;
import dev.imprimatur.access.Invitations;
import dev.imprimatur.access.Organizations;
import dev.imprimatur.access.Owners;
import dev.imprimatur.access.PackageRights;
import dev.imprimatur.access.TeamGrants;
import dev.imprimatur.access.Teams;
import dev.imprimatur.access.Users;

/** Everything that is known about people, their tokens, what they own and what else they may. */
public record People(
    Users users,
    Tokens tokens,
    Organizations organizations,
    Owners owners,
    PackageRights rights,
    Teams teams,
    TeamGrants grants,
    Collaborators collaborators,
    Invitations invitations,
    AccountLinks links) {}
