package dev.imprimatur.sso;

import dev.imprimatur.access.User;
import dev.imprimatur.access.UserName;
import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.audit.SignOnEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.Maintenance;
import dev.imprimatur.identities.LinkedIdentities;
import dev.imprimatur.identities.OutsideId;
import dev.imprimatur.identities.OutsideIdentities;
import dev.imprimatur.identities.ProviderSessions;
import dev.imprimatur.openid.Identity;
import dev.imprimatur.openid.SignOut;
import dev.imprimatur.orgadmin.Membership;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.problem.SignOnProblem;
import dev.imprimatur.secondfactor.SecondFactors;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.People;
import dev.imprimatur.tokens.Token;
import dev.imprimatur.tokens.Tokens;
import dev.imprimatur.trustadmin.TrustedPublishers;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The sign-in of somebody whom a provider vouches for, all of it in one transaction: their account,
 * what their groups give, and the session of their browser. An account is found by issuer and
 * subject and by nothing else.
 */
public final class SignOn {
  private final People people;
  private final LinkedIdentities links;
  private final ProviderSessions sessions;
  private final GroupRights groups;
  private final NewAccounts accounts;
  private final SecondFactors factors;
  private final Maintenance maintenance;
  private final InstantSource clock;

  /**
   * Signs people in.
   *
   * @param makesAccounts whether a first sign-in makes an account
   */
  public SignOn(
      People people,
      OutsideIdentities identities,
      Membership membership,
      TrustedPublishers publishers,
      boolean makesAccounts,
      SecondFactors factors,
      Maintenance maintenance,
      InstantSource clock) {
    this.people = people;
    this.links = identities.links();
    this.sessions = identities.sessions();
    this.groups = new GroupRights(people, membership, identities.rights());
    this.accounts = new NewAccounts(people, publishers, makesAccounts);
    this.factors = factors;
    this.maintenance = maintenance;
    this.clock = clock;
  }

  /** The end of a sign-in. */
  sealed interface Outcome {
    /** Somebody is signed in. */
    record SignedIn(Tokens.Fresh session) implements Outcome {}

    /** They have no account yet, and may make one with a name that is not taken. */
    record NameWanted(String suggested, String why) implements Outcome {}
  }

  /** Signs in whom the provider vouches for; a new account gets the name that it says. */
  Outcome finish(TrustedProvider provider, Identity identity) {
    return finish(provider, identity, AccountName.suggested(identity));
  }

  /** Signs in whom the provider vouches for; a new account gets this name. */
  Outcome finish(TrustedProvider provider, Identity identity, String wantedName) {
    requireKnownGroups(provider, identity);
    return maintenance.make(change -> {
      var id = id(identity);
      var known = links.find(change.tx(), id);
      if (known.isPresent()) {
        return signedIn(change, provider, identity, known.get());
      }
      var title = provider.openId().title();
      if (!accounts.makesThem()) {
        throw new SignOnProblem.NoAccountYet(title).asException();
      }
      var name = accounts.free(change, wantedName);
      if (name.isEmpty()) {
        return new Outcome.NameWanted(
            wantedName,
            wantedName.isEmpty() ? "" : "The name %s is taken here.".formatted(wantedName));
      }
      accounts.add(change, name.get(), identity, title);
      link(change, name.get(), identity, title);
      return signedIn(change, provider, identity, name.get());
    });
  }

  private void link(Change change, UserName user, Identity identity, String title) {
    if (!links.add(change.tx(), user, link(identity))) {
      throw new SignOnProblem.IdentityTaken(title).asException();
    }
    change.happened(
        new SignOnEvent.IdentityLinked(user.value(), identity.issuer(), identity.subject()));
  }

  /** Makes a link of an identity, for an account of which nobody has said yet whose it is. */
  LinkedIdentities.Link link(Identity identity) {
    var now = clock.instant();
    return new LinkedIdentities.Link(id(identity), shownName(identity), now, now);
  }

  /**
   * Takes away what the groups of somebody gave them who has unlinked the provider. It is done
   * apart from that, as whoever decides about organizations takes their turns first; what a crash
   * leaves is found by {@link #takeBackAll}.
   */
  void takeBack(UserName user, String issuer) {
    maintenance.make(change -> {
      var tx = change.tx();
      groups.takeTurns(change, user, issuer, Set.of());
      boolean linkedAgain =
          links.ofUser(tx, user).stream().anyMatch(link -> link.id().issuer().equals(issuer));
      if (!linkedAgain) {
        groups.takeAll(change, user, issuer);
      }
      return user;
    });
  }

  /** Takes away what identities gave that were unlinked, and that nobody has taken away yet. */
  public void takeBackAll() {
    for (var orphan : maintenance.make(change -> groups.orphans(change.tx()))) {
      takeBack(orphan.user(), orphan.issuer());
    }
  }

  private Outcome signedIn(
      Change change, TrustedProvider provider, Identity identity, UserName name) {
    var tx = change.tx();
    var policy = provider.groups();
    if (policy.counts()) {
      groups.takeTurns(change, name, identity.issuer(), policy.given(identity));
    }
    requireActive(people.users().require(tx, name));
    if (!links.used(tx, name, link(identity))) {
      throw new SignOnProblem.NoAccountYet(provider.openId().title()).asException();
    }
    if (policy.counts()) {
      groups.apply(change, name, identity.issuer(), policy.given(identity));
    }
    var session = people.tokens().startBrowser(tx, name);
    var token = session.token();
    sessions.add(
        tx,
        token.id().value(),
        new ProviderSessions.Origin(
            id(identity), identity.session(), token.expiresAt().orElseThrow()));
    if (provider.provedSecondFactor(identity)) {
      factors.remember(tx, token.id());
    }
    change.happened(new PeopleEvent.TokenCreated(name.value(), token.id().value(), "browser"));
    return new Outcome.SignedIn(session);
  }

  private static void requireActive(User user) {
    if (user.disabledAt().isPresent()) {
      throw new PeopleProblem.NotAllowed("The account %s is disabled here.".formatted(user.name()))
          .asException();
    }
  }

  /** Rights that nobody knows are neither kept nor taken away; so nobody signs in with them. */
  private static void requireKnownGroups(TrustedProvider provider, Identity identity) {
    var claim = provider.groups().claim();
    if (claim.filter(identity::isElsewhere).isPresent()) {
      throw new SignOnProblem.IdentityRefused(
              provider.openId().title(),
              "it does not say your groups, as they are too many; let it send only those that are"
                  + " assigned to this registry")
          .asException();
    }
  }

  /**
   * Ends what a provider says is over: the session that it names, or all of the person's that it
   * began. npm's own sessions end as well, as nobody can say from which browser each was approved.
   */
  void signOut(String title, SignOut said) {
    maintenance.make(change -> {
      var tx = change.tx();
      if (!sessions.spend(tx, said.issuer(), said.id(), said.expiresAt())) {
        throw new SignOnProblem.LogoutTokenRefused(title, "it came before").asException();
      }
      var begun = sessions.of(tx, said.issuer(), said.subject(), said.session());
      var who =
          said.subject()
              .or(() -> begun.stream().map(ProviderSessions.Begun::subject).findFirst())
              .flatMap(subject -> links.find(tx, new OutsideId(said.issuer(), subject)));
      var over = begun.stream().map(ProviderSessions.Begun::token).collect(Collectors.toSet());
      long ended =
          who.stream()
              .flatMap(user -> people.tokens().ofUser(tx, user).stream())
              .filter(token -> token.grant() instanceof Grant.Session || isOf(over, token))
              .filter(token -> people.tokens().revoke(tx, token.id()))
              .count();
      if (ended > 0) {
        change.happened(
            new SignOnEvent.SignedOutElsewhere(who.orElseThrow().value(), said.issuer(), ended));
      }
      return ended;
    });
  }

  private static boolean isOf(Set<UUID> over, Token token) {
    return over.contains(token.id().value());
  }

  /** Writes down that somebody was not let in. */
  void refused(String provider, String problem, String address) {
    maintenance.make(change -> {
      change.happened(new SignOnEvent.SignOnRefused(provider, problem, address));
      return provider;
    });
  }

  private static OutsideId id(Identity identity) {
    return new OutsideId(identity.issuer(), identity.subject());
  }

  private static String shownName(Identity identity) {
    return Quoted.plain(
        identity.text("preferred_username").or(() -> identity.text("email")).orElse(""));
  }
}
