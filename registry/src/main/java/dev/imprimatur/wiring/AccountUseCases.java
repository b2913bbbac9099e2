package dev.imprimatur.wiring;

import dev.imprimatur.access.SignInThrottle;
import dev.imprimatur.accounts.AccountAdmin;
import dev.imprimatur.accounts.BreakGlass;
import dev.imprimatur.accounts.LinkRequests;
import dev.imprimatur.accounts.LinkUse;
import dev.imprimatur.accounts.Mails;
import dev.imprimatur.accounts.OwnAccount;
import dev.imprimatur.accounts.OwnIdentities;
import dev.imprimatur.accounts.OwnPasskeys;
import dev.imprimatur.accounts.OwnSessions;
import dev.imprimatur.accounts.ProfileRoutes;
import dev.imprimatur.accounts.SessionRoutes;
import dev.imprimatur.accounts.WaysIn;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Route;
import dev.imprimatur.identities.PasswordAccess;
import dev.imprimatur.secondfactor.PersonalPasskeys;
import dev.imprimatur.signin.ChallengeRoutes;
import dev.imprimatur.signin.Newcomers;
import dev.imprimatur.signin.Sessions;
import dev.imprimatur.signin.SignInRoutes;
import dev.imprimatur.signin.WebSignIn;
import dev.imprimatur.trustadmin.Accounts;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The use cases about people's accounts and how they sign in. */
public final class AccountUseCases {
  private final Registry registry;

  public final Mails mails;
  public final Sessions sessions;
  public final Newcomers newcomers;
  public final WebSignIn webSignIn;
  public final OwnAccount ownAccount;
  public final OwnSessions ownSessions;
  final PersonalPasskeys passkeys;
  final OwnPasskeys ownPasskeys;
  final OwnIdentities ownIdentities;
  public final AccountAdmin admin;
  public final BreakGlass breakGlass;
  public final LinkUse linkUse;
  public final LinkRequests linkRequests;

  AccountUseCases(Registry registry, Accounts accounts) {
    this.registry = registry;
    var db = registry.db;
    var users = registry.people.users();
    var clock = registry.world.clock();

    mails =
        new Mails(
            registry.mailer, registry.ids, registry.world.threads(), registry.publicUrl + "/");
    var access = new PasswordAccess(registry.signOn().passwords(), clock);
    sessions = new Sessions(db, registry.people, registry.secondFactors, access, registry.audit);
    breakGlass = new BreakGlass(users, access, registry.changes);
    newcomers = new Newcomers(db, users, accounts, registry.maintenance, registry.registration());
    webSignIn =
        new WebSignIn(db, registry.challenges, users, registry.people.tokens(), registry.audit);
    linkRequests = linkRequests(registry);
    ownAccount =
        new OwnAccount(
            db,
            users,
            registry.secondFactors,
            sessions,
            registry.changes,
            mails,
            linkRequests,
            clock);
    ownSessions = new OwnSessions(sessions, registry.changes);
    passkeys = new PersonalPasskeys(db, users, registry.seals, registry.audit, clock);
    var ways = ways(registry, access);
    ownPasskeys = new OwnPasskeys(passkeys, registry.secondFactors, ways, registry.changes);
    ownIdentities =
        new OwnIdentities(db, registry.identities.links(), ways, sessions, registry.changes);
    admin = admin(registry);
    linkUse = linkUse(registry, accounts);
  }

  private static WaysIn ways(Registry registry, PasswordAccess access) {
    return new WaysIn(
        registry.people.users(),
        registry.secondFactors,
        registry.identities.links(),
        access,
        registry.signOn().providers().stream()
            .map(each -> each.openId().issuer())
            .collect(Collectors.toSet()));
  }

  private AccountAdmin admin(Registry registry) {
    return new AccountAdmin(
        registry.people.users(),
        registry.people.organizations(),
        registry.people.links(),
        registry.secondFactors,
        sessions,
        registry.changes,
        mails);
  }

  private LinkUse linkUse(Registry registry, Accounts accounts) {
    return new LinkUse(
        registry.db, registry.people, accounts, sessions, registry.maintenance, registry.audit);
  }

  private LinkRequests linkRequests(Registry registry) {
    var limits = registry.limits.people();
    return new LinkRequests(
        registry.db,
        registry.people.users(),
        registry.people.links(),
        registry.maintenance,
        mails,
        new SignInThrottle(registry.world.clock(), limits.refusalsMax(), limits.refusalWindow()),
        registry.world.threads());
  }

  List<Route<Action, Caller>> routes() {
    return Stream.of(
            new SignInRoutes(sessions, newcomers).routes(),
            new ChallengeRoutes(webSignIn, registry.publicUrl).routes(),
            new ProfileRoutes(ownAccount).routes(),
            new SessionRoutes(ownSessions).routes())
        .flatMap(List::stream)
        .toList();
  }
}
