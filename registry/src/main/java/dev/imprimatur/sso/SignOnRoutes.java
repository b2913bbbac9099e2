package dev.imprimatur.sso;

import static dev.imprimatur.http.Method.POST;

import dev.imprimatur.accountpages.Desk;
import dev.imprimatur.accountpages.NextPage;
import dev.imprimatur.accountpages.Visit;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Form;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.limits.Quota;
import dev.imprimatur.openid.Identity;
import dev.imprimatur.openid.OpenIdClient;
import dev.imprimatur.pages.AccountPage;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Seals;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The addresses by which browsers go to a provider and come back, and at which it says good-bye.
 */
public final class SignOnRoutes {
  private static final String FOLDER = "/-/sso/";
  private static final int FORM_BYTES_MAX = 128 * 1024;

  private final Desk desk;
  private final SignOnStart start;
  private final IdentityLinkRoutes links;
  private final SignOn signOn;
  private final SealedIdentities sealed;
  private final Audit audit;

  public SignOnRoutes(
      Desk desk,
      SignOnStart start,
      IdentityLinkRoutes links,
      SignOn signOn,
      Seals seals,
      Audit audit) {
    this.desk = desk;
    this.start = start;
    this.links = links;
    this.signOn = signOn;
    this.sealed = new SealedIdentities(seals);
    this.audit = audit;
  }

  public List<Route<Action, Caller>> routes() {
    var own =
        List.of(
            desk.page(FOLDER + "{provider}", this::begin).within(Quota.SIGN_IN),
            desk.page(FOLDER + "{provider}/callback", this::comeBack).within(Quota.SIGN_IN),
            desk.page(FOLDER + "{provider}/signed-out", this::signedOut),
            desk.page(FOLDER + "{provider}/sign-out", this::signOutThere),
            desk.form(FOLDER + "{provider}/name", this::takeName).within(Quota.SIGN_IN),
            Route.<Action, Caller>route(
                POST,
                FOLDER + "{provider}/logout",
                request -> new Action.Nothing(),
                this::signOut));
    return Stream.concat(own.stream(), links.routes().stream()).toList();
  }

  /** Sends the browser to the provider. */
  private Reply begin(Visit visit) {
    var next = NextPage.of(visit.site(), visit.request().query("next").orElse(""));
    var begun = start.begin(visit.request(), next, Optional.empty());
    return visit.go(begun.there().toString()).with(begun.cookie().set());
  }

  /** Says to who has signed out here that they are still signed in there. */
  private Reply signedOut(Visit visit) {
    var provider = start.provider(visit.request());
    var title = provider.trusted().openId().title();
    return visit.show(
        new AccountPage.Message(
            visit.frame(),
            "You are signed out",
            "%s may still know you, and let whoever uses this browser in again.".formatted(title),
            Optional.of(
                new AccountPage.Way(
                    "Sign out of %s as well".formatted(title),
                    visit.site().base() + FOLDER + provider.name() + "/sign-out"))));
  }

  private Reply signOutThere(Visit visit) {
    var provider = start.provider(visit.request());
    var back = URI.create(desk.addressFor(visit.request()) + "-/login");
    return visit.go(
        provider.client().signOutAddress(back).map(URI::toString).orElse(visit.site().signIn()));
  }

  private Reply comeBack(Visit visit) {
    var request = visit.request();
    var provider = start.provider(request);
    request.note("client.address", request.address());
    try {
      var begun = start.begun(request, provider);
      var identity =
          provider
              .client()
              .finish(
                  begun.request(),
                  new OpenIdClient.Callback(
                      request.query("code").map(Secret::of),
                      request.query("error"),
                      request.query("iss")),
                  start.callback(request, provider),
                  provider.trusted().groups().wanted());
      provider.trusted().require(identity);
      return arrived(visit, provider, begun, identity).with(SignOnCookie.forget());
    } catch (ProblemException e) {
      recordRefusal(provider, e, request.address());
      throw e;
    }
  }

  private Reply arrived(
      Visit visit, IdentityProviders.Known provider, SignOnCookie begun, Identity identity) {
    if (begun.link().isPresent()) {
      return links.arrived(visit, provider, begun, identity);
    }
    return shown(
        visit,
        provider,
        new Arrival(identity, begun.next()),
        signOn.finish(provider.trusted(), identity));
  }

  /** Somebody who has proved who they are, and where they want to go. */
  record Arrival(Identity identity, String next) {}

  private Reply shown(
      Visit visit, IdentityProviders.Known provider, Arrival arrival, SignOn.Outcome outcome) {
    return switch (outcome) {
      case SignOn.Outcome.SignedIn(var session) -> visit.go(arrival.next(), session);
      case SignOn.Outcome.NameWanted(var suggested, var why) -> {
        var frame = why.isEmpty() ? visit.frame() : visit.frame().alert(why);
        yield visit.show(
            new AccountPage.ChooseName(
                frame,
                visit.site().base() + FOLDER + provider.name() + "/name",
                provider.trusted().openId().title(),
                sealed.seal(visit.cookie(), arrival),
                suggested));
      }
    };
  }

  private Reply takeName(Visit visit, Form form) {
    var provider = start.provider(visit.request());
    var arrival =
        sealed
            .open(visit.cookie(), form.text("identity"))
            .filter(each -> each.identity().issuer().equals(provider.trusted().openId().issuer()))
            .orElseThrow(() -> SignOnStart.notBegun("its page is older than a quarter of an hour"));
    var outcome = signOn.finish(provider.trusted(), arrival.identity(), form.trimmed("name"));
    return shown(visit, provider, arrival, outcome);
  }

  private Reply signOut(Request request, Caller caller) throws IOException {
    var provider = start.provider(request);
    var said =
        provider.client().signOut(Secret.of(request.form(FORM_BYTES_MAX).text("logout_token")));
    signOn.signOut(provider.trusted().openId().title(), said);
    return Reply.empty(200, List.of(Reply.NOT_STORED));
  }

  private void recordRefusal(IdentityProviders.Known provider, ProblemException e, String address) {
    if (audit.hasRoomFor("sign-in from " + address)) {
      signOn.refused(provider.name(), e.problem().code(), address);
    }
  }
}
