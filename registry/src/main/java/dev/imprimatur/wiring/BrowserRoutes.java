package dev.imprimatur.wiring;

import dev.imprimatur.access.Registration;
import dev.imprimatur.accountpages.AccountPages;
import dev.imprimatur.accountpages.ChallengePages;
import dev.imprimatur.accountpages.ConfirmPages;
import dev.imprimatur.accountpages.Desk;
import dev.imprimatur.accountpages.ForgottenPasswordPages;
import dev.imprimatur.accountpages.InvitationPages;
import dev.imprimatur.accountpages.LinkPages;
import dev.imprimatur.accountpages.SignInPages;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Route;
import dev.imprimatur.pages.AccountPage;
import dev.imprimatur.signin.BrowserSessions;
import dev.imprimatur.sso.IdentityLinkRoutes;
import dev.imprimatur.sso.IdentityProviders;
import dev.imprimatur.sso.SignOnRoutes;
import dev.imprimatur.sso.SignOnStart;
import dev.imprimatur.sso.TrustedProvider;
import dev.imprimatur.trustadmin.TrustJson;
import dev.imprimatur.trustpages.AccessPages;
import dev.imprimatur.trustpages.FilledIn;
import dev.imprimatur.trustpages.PublisherCards;
import dev.imprimatur.trustpages.PublisherFormPages;
import dev.imprimatur.trustpages.PublisherPages;
import dev.imprimatur.trustpages.SettingsDesk;
import dev.imprimatur.trustpages.TrustPages;
import java.util.List;
import java.util.stream.Stream;

/** The addresses that people open with a browser to sign in, with what stands behind them. */
final class BrowserRoutes {
  private final Registry registry;
  private final UseCases useCases;

  BrowserRoutes(Registry registry, UseCases useCases) {
    this.registry = registry;
    this.useCases = useCases;
  }

  List<Route<Action, Caller>> routes() {
    var desk = new Desk(registry.publicUrl, registry.world.random());
    var account = useCases.account;
    var browsers = browsers();
    var confirmed =
        new ConfirmPages(
            desk,
            account.ownAccount,
            account.sessions,
            account.passkeys,
            browsers,
            entrances(desk));
    return Stream.of(
            new SignInPages(
                    desk, account.sessions, account.passkeys, browsers, entrances(desk), entries())
                .routes(),
            confirmed.routes(),
            new AccountPages(
                    desk,
                    confirmed,
                    account.ownAccount,
                    account.ownPasskeys,
                    account.ownSessions,
                    account.passkeys,
                    account.ownIdentities,
                    entries())
                .routes(),
            new InvitationPages(desk, confirmed, account.admin).routes(),
            new ForgottenPasswordPages(desk, account.linkRequests, resets()).routes(),
            challenges(desk).routes(),
            new LinkPages(desk, account.linkUse).routes(),
            signOn(desk, confirmed).routes(),
            trust(desk, confirmed))
        .flatMap(List::stream)
        .toList();
  }

  /** Returns the pages on which people say whom their packages trust. */
  private List<Route<Action, Caller>> trust(Desk desk, ConfirmPages confirmed) {
    var settings = new SettingsDesk(desk, confirmed, registry.db, registry.gate, registry.packages);
    var json = new TrustJson(registry.issuers);
    var cards = new PublisherCards(registry.db, registry.packages, registry.issuers);
    var publishers =
        new PublisherPages(
            settings,
            useCases.trustedPublishers,
            useCases.visiblePublishers,
            cards,
            registry.world.providers());
    return Stream.of(
            new PublisherFormPages(
                    settings,
                    publishers,
                    useCases.trustedPublishers,
                    json,
                    useCases.lookup,
                    new FilledIn(registry.db, registry.packages, registry.issuers))
                .routes(),
            publishers.routes(),
            new AccessPages(settings, useCases.publishingAccess, cards).routes(),
            new TrustPages(desk, useCases.visiblePublishers, cards, json).routes())
        .flatMap(List::stream)
        .toList();
  }

  private BrowserSessions browsers() {
    return new BrowserSessions(
        registry.db,
        registry.people.users(),
        registry.people.tokens(),
        registry.secondFactors,
        registry.identities.sessions(),
        registry.audit,
        registry.world.clock());
  }

  private ChallengePages challenges(Desk desk) {
    return new ChallengePages(
        desk,
        useCases.account.webSignIn,
        useCases.account.sessions,
        useCases.account.passkeys,
        entrances(desk),
        registry.world.clock());
  }

  private AccountPages.Entries entries() {
    var policy = registry.signOn();
    return new AccountPages.Entries(
        policy.passwords(),
        policy.providers().stream()
            .map(TrustedProvider::openId)
            .map(each -> new AccountPages.Provider(each.name(), each.title(), each.issuer()))
            .toList());
  }

  /** Returns whether who has forgotten their password gets a link by mail. */
  private boolean resets() {
    return registry.signOn().passwords() && useCases.account.mails.areSent();
  }

  private AccountPage.Entrances entrances(Desk desk) {
    var policy = registry.signOn();
    return new AccountPage.Entrances(
        policy.passwords(),
        resets(),
        policy.providers().stream()
            .map(each ->
                new AccountPage.Way(
                    "Sign in with " + each.openId().title(),
                    desk.site().base() + "/-/sso/" + each.openId().name()))
            .toList(),
        newcomers(registry.registration()));
  }

  private static String newcomers(Registration registration) {
    return switch (registration) {
      case OPEN -> "Anybody makes an account by npm adduser.";
      case INVITE, CLOSED -> "Accounts are by invitation.";
      case SSO -> "Whoever signs in by another service for the first time gets an account.";
    };
  }

  private SignOnRoutes signOn(Desk desk, ConfirmPages confirmed) {
    var world = registry.world;
    var providers =
        new IdentityProviders(
            registry.signOn().providers(),
            registry.outbound,
            world.clock(),
            registry.limits.trust());
    var start = new SignOnStart(desk, providers, world.clock(), world.random());
    var links =
        new IdentityLinkRoutes(confirmed, useCases.account.ownIdentities, start, useCases.signOn);
    return new SignOnRoutes(desk, start, links, useCases.signOn, registry.seals, registry.audit);
  }
}
