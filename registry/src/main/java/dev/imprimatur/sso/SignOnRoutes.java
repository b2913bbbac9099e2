package dev.imprimatur.sso;

import static dev.imprimatur.http.Method.POST;
import static dev.imprimatur.http.Route.route;

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
import dev.imprimatur.openid.AuthorizationRequest;
import dev.imprimatur.openid.Identity;
import dev.imprimatur.openid.OpenIdClient;
import dev.imprimatur.pages.AccountPage;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.RequestProblem;
import dev.imprimatur.problem.SignOnProblem;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Seals;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The addresses by which browsers go to a provider and come back, and at which it says good-bye.
 */
public final class SignOnRoutes {
  private static final String FOLDER = "/-/sso/";
  private static final int FORM_BYTES_MAX = 128 * 1024;

  private final Desk desk;
  private final IdentityProviders providers;
  private final SignOn signOn;
  private final SealedIdentities sealed;
  private final Audit audit;
  private final InstantSource clock;
  private final RandomGenerator random;

  public SignOnRoutes(
      Desk desk,
      IdentityProviders providers,
      SignOn signOn,
      Seals seals,
      Audit audit,
      InstantSource clock,
      RandomGenerator random) {
    this.desk = desk;
    this.providers = providers;
    this.signOn = signOn;
    this.sealed = new SealedIdentities(seals);
    this.audit = audit;
    this.clock = clock;
    this.random = random;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        desk.page(FOLDER + "{provider}", this::begin),
        desk.page(FOLDER + "{provider}/callback", this::comeBack),
        desk.form(FOLDER + "{provider}/name", this::takeName),
        route(POST, FOLDER + "{provider}/logout", request -> new Action.Nothing(), this::signOut));
  }

  /** Sends the browser to the provider. Only a page of ours may ask for a link with an account. */
  private Reply begin(Visit visit) {
    var request = visit.request();
    var provider = provider(request);
    boolean link = request.query("link").isPresent();
    if (link && !request.header("sec-fetch-site").equals(Optional.of("same-origin"))) {
      throw new SignOnProblem.SignOnNotBegun("no page of this registry asked to link accounts")
          .asException();
    }
    var next = NextPage.of(visit.site(), request.query("next").orElse(""));
    var cookie =
        new SignOnCookie(
            AuthorizationRequest.drawn(random), provider.name(), clock.instant(), next, link);
    var address = provider.client().begin(cookie.request(), callback(request, provider));
    return visit.go(address.toString()).with(cookie.set());
  }

  private Reply comeBack(Visit visit) {
    var request = visit.request();
    var provider = provider(request);
    request.note("client.address", request.address());
    try {
      var begun = begun(request, provider);
      var identity =
          provider
              .client()
              .finish(
                  begun.request(),
                  new OpenIdClient.Callback(
                      request.query("code").map(Secret::of),
                      request.query("error"),
                      request.query("iss")),
                  callback(request, provider),
                  provider.trusted().groups().wanted());
      return arrived(visit, provider, begun, identity).with(SignOnCookie.forget());
    } catch (ProblemException e) {
      recordRefusal(provider, e, request.address());
      throw e;
    }
  }

  /** The sign-in that this answer ends; the state must be the one of this very browser. */
  private SignOnCookie begun(Request request, IdentityProviders.Known provider) {
    var begun =
        SignOnCookie.of(request, clock.instant())
            .filter(cookie -> cookie.provider().equals(provider.name()))
            .orElseThrow(() -> notBegun("it began none in the last ten minutes"));
    if (!request.query("state").map(Secret::of).equals(Optional.of(begun.request().state()))) {
      throw notBegun("the answer belongs to another one");
    }
    return begun;
  }

  private Reply arrived(
      Visit visit, IdentityProviders.Known provider, SignOnCookie begun, Identity identity) {
    if (begun.link()) {
      var person = visit.person().orElseThrow(() -> notBegun("you are signed in no more"));
      signOn.link(provider.trusted(), identity, person.user().name());
      return visit.go(begun.next());
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
    var provider = provider(visit.request());
    var arrival =
        sealed
            .open(visit.cookie(), form.text("identity"))
            .filter(each -> each.identity().issuer().equals(provider.trusted().openId().issuer()))
            .orElseThrow(() -> notBegun("its page is older than a quarter of an hour"));
    var outcome = signOn.finish(provider.trusted(), arrival.identity(), form.trimmed("name"));
    return shown(visit, provider, arrival, outcome);
  }

  private Reply signOut(Request request, Caller caller) throws IOException {
    var provider = provider(request);
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

  private IdentityProviders.Known provider(Request request) {
    return providers
        .find(request.parameter("provider"))
        .orElseThrow(
            () -> new RequestProblem.NoSuchAddress("GET", request.rawPath()).asException());
  }

  private URI callback(Request request, IdentityProviders.Known provider) {
    return URI.create(desk.addressFor(request) + "-/sso/" + provider.name() + "/callback");
  }

  private static ProblemException notBegun(String why) {
    return new SignOnProblem.SignOnNotBegun(why).asException();
  }
}
