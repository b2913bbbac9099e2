package dev.imprimatur.sso;

import dev.imprimatur.accountpages.ConfirmPages;
import dev.imprimatur.accountpages.Visit;
import dev.imprimatur.accounts.OwnAccount.Owner;
import dev.imprimatur.accounts.OwnIdentities;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Form;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Route;
import dev.imprimatur.limits.Quota;
import dev.imprimatur.openid.Identity;
import dev.imprimatur.pages.AccountPage;
import dev.imprimatur.problem.ProblemException;
import java.util.List;
import java.util.Optional;

/**
 * The addresses at which somebody who has signed in links an account of a provider with theirs, and
 * unlinks it. Both change what they sign in with: so they have shown some minutes ago that it is
 * still them, when it begins as when the provider's answer comes.
 */
public final class IdentityLinkRoutes {
  private static final int REFUSED = 409;

  private final ConfirmPages confirmed;
  private final OwnIdentities identities;
  private final SignOnStart start;
  private final SignOn signOn;

  public IdentityLinkRoutes(
      ConfirmPages confirmed, OwnIdentities identities, SignOnStart start, SignOn signOn) {
    this.confirmed = confirmed;
    this.identities = identities;
    this.start = start;
    this.signOn = signOn;
  }

  List<Route<Action, Caller>> routes() {
    return List.of(
        confirmed.form("/-/sso/{provider}/link", this::begin).within(Quota.SIGN_IN),
        confirmed.form("/-/account/identities/unlink", this::unlink));
  }

  /** Shows the way to the provider: browsers let a form of ours lead to no other site. */
  private Reply begin(Visit visit, Owner owner, Form form) {
    var title = start.provider(visit.request()).trusted().openId().title();
    var begun =
        start.begin(
            visit.request(), visit.site().account(), Optional.of(owner.person().user().name()));
    return visit
        .show(
            new AccountPage.Message(
                visit.frame(),
                "Link an account of " + title,
                "Sign in there with the account that shall open yours here. Whoever signs in with"
                    + " it gets into your account from then on.",
                Optional.of(new AccountPage.Way("Go to " + title, begun.there().toString()))))
        .with(begun.cookie().set());
  }

  /** Links the identity that a provider vouches for, if it is still who began it. */
  Reply arrived(
      Visit visit, IdentityProviders.Known provider, SignOnCookie begun, Identity identity) {
    var person =
        visit.person().orElseThrow(() -> SignOnStart.notBegun("you are signed in no more"));
    if (!begun.link().equals(Optional.of(person.user().name()))) {
      throw SignOnStart.notBegun("somebody else is signed in here by now");
    }
    var owner =
        confirmed
            .confirmed(visit, person)
            .orElseThrow(
                () -> SignOnStart.notBegun("you have not shown for minutes that it is you"));
    identities.link(owner, signOn.link(identity), provider.trusted().openId().title());
    return visit.go(begun.next());
  }

  private Reply unlink(Visit visit, Owner owner, Form form) {
    try {
      var issuer = form.text("issuer");
      if (identities.unlink(owner, issuer)) {
        signOn.takeBack(owner.person().user().name(), issuer);
      }
      return visit.go(visit.site().account());
    } catch (ProblemException e) {
      visit.request().note("problem", e.problem().code());
      return visit.show(
          REFUSED,
          new AccountPage.Message(
              visit.frame(),
              "Not unlinked",
              e.problem().detail(),
              Optional.of(new AccountPage.Way("Your account", visit.site().account()))));
    }
  }
}
