package dev.imprimatur.sso;

import dev.imprimatur.access.UserName;
import dev.imprimatur.accountpages.Desk;
import dev.imprimatur.http.Request;
import dev.imprimatur.openid.AuthorizationRequest;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.RequestProblem;
import dev.imprimatur.problem.SignOnProblem;
import dev.imprimatur.secret.Secret;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The beginning of each sign-in by a provider, and the knowledge of it when its answer comes. */
public final class SignOnStart {
  private final Desk desk;
  private final IdentityProviders providers;
  private final InstantSource clock;
  private final RandomGenerator random;

  public SignOnStart(
      Desk desk, IdentityProviders providers, InstantSource clock, RandomGenerator random) {
    this.desk = desk;
    this.providers = providers;
    this.clock = clock;
    this.random = random;
  }

  /** A sign-in that was begun: where the browser goes, and the cookie that it keeps. */
  record Begun(URI there, SignOnCookie cookie) {}

  /**
   * Begins a sign-in.
   *
   * @param next the path of ours that comes after
   * @param link the account that the identity is to be linked with, if it is not to sign in
   */
  Begun begin(Request request, String next, Optional<UserName> link) {
    var provider = provider(request);
    var cookie =
        new SignOnCookie(
            AuthorizationRequest.drawn(random), provider.name(), clock.instant(), next, link);
    return new Begun(
        provider.client().begin(cookie.request(), callback(request, provider)), cookie);
  }

  /** The sign-in that this answer ends; the state must be the one of this very browser. */
  SignOnCookie begun(Request request, IdentityProviders.Known provider) {
    var begun =
        SignOnCookie.of(request, clock.instant())
            .filter(cookie -> cookie.provider().equals(provider.name()))
            .orElseThrow(() -> notBegun("it began none in the last ten minutes"));
    if (!request.query("state").map(Secret::of).equals(Optional.of(begun.request().state()))) {
      throw notBegun("the answer belongs to another one");
    }
    return begun;
  }

  IdentityProviders.Known provider(Request request) {
    return providers
        .find(request.parameter("provider"))
        .orElseThrow(
            () -> new RequestProblem.NoSuchAddress("GET", request.rawPath()).asException());
  }

  URI callback(Request request, IdentityProviders.Known provider) {
    return URI.create(desk.addressFor(request) + "-/sso/" + provider.name() + "/callback");
  }

  static ProblemException notBegun(String why) {
    return new SignOnProblem.SignOnNotBegun(why).asException();
  }
}
