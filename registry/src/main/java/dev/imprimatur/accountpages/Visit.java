package dev.imprimatur.accountpages;

import dev.imprimatur.digests.HashAlgorithm;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.http.Header;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.pages.AccountPage;
import dev.imprimatur.pages.PageReply;
import dev.imprimatur.pages.Site;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.secondfactor.PersonalPasskeys;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Tokens;
import dev.imprimatur.webauthn.RelyingParty;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The visit of a browser to one of these pages. Who has not signed in has a cookie as well, which
 * is nothing but a random text: their forms and challenges are bound to it, and a sign-in replaces
 * it.
 *
 * @param cookie the secret that the browser has
 * @param fresh whether it still has to be told
 * @param party for whom passkeys are made; empty where browsers make none
 */
public record Visit(
    Request request,
    Caller caller,
    Site site,
    Secret cookie,
    boolean fresh,
    Optional<RelyingParty> party) {
  private static final int SECRET_BYTES = 32;
  private static final Pattern STRANGERS = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final String ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Lax";

  /** The parts of a visit that do not depend on who visits. */
  record Place(Site site, Optional<RelyingParty> party) {}

  static Visit of(Request request, Caller caller, Place place, RandomGenerator random) {
    var cookie = request.cookie(Gate.COOKIE);
    boolean known =
        switch (caller) {
          case Caller.Person _ -> true;
          case Caller.Anyone _, Caller.Job _, Caller.Operator _, Caller.Registry _ ->
              cookie.filter(text -> STRANGERS.matcher(text.reveal()).matches()).isPresent();
        };
    var secret = known ? cookie.orElseThrow() : draw(random);
    return new Visit(request, caller, place.site(), secret, !known, place.party());
  }

  private static Secret draw(RandomGenerator random) {
    var bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** Returns who has signed in with this browser. */
  public Optional<Caller.Person> person() {
    return caller instanceof Caller.Person person ? Optional.of(person) : Optional.empty();
  }

  /** Returns the browser as it is asked for passkeys; empty where it makes none. */
  Optional<PersonalPasskeys.Browser> browser() {
    return party.map(found -> new PersonalPasskeys.Browser(found, cookie, request.address()));
  }

  PersonalPasskeys.Browser requireBrowser() {
    return browser().orElseThrow(() -> new PeopleProblem.PasskeyRefused().asException());
  }

  /** Returns the text that every form of this browser brings along, and no other page knows. */
  Secret formToken() {
    return Secret.of(HashAlgorithm.SHA_256.hex("form " + cookie.reveal()));
  }

  public AccountPage.Frame frame() {
    return new AccountPage.Frame(
        site,
        person().map(found -> found.user().name().value()),
        formToken().reveal(),
        Optional.empty(),
        Optional.empty());
  }

  public Reply show(AccountPage page) {
    return show(200, page);
  }

  public Reply show(int status, AccountPage page) {
    var reply = PageReply.of(status, page);
    return fresh ? reply.with(setCookie(cookie, Optional.empty())) : reply;
  }

  /** Sends the browser on to a page of ours. */
  public Reply go(String path) {
    var reply = Reply.seeOther(path);
    return fresh ? reply.with(setCookie(cookie, Optional.empty())) : reply;
  }

  /** Sends the browser on with the secret of a new session, in place of whatever it had. */
  public Reply go(String path, Tokens.Fresh session) {
    var token = session.token();
    var life = Duration.between(token.createdAt(), token.expiresAt().orElseThrow());
    return Reply.seeOther(path).with(setCookie(session.text(), Optional.of(life)));
  }

  /** Sends the browser on without any secret. */
  Reply leave(String path) {
    return Reply.seeOther(path).with(setCookie(Secret.of(""), Optional.of(Duration.ZERO)));
  }

  /** A cookie without a lifetime goes when the browser is closed. */
  private static Header setCookie(Secret value, Optional<Duration> lifetime) {
    var age = lifetime.map(time -> "; Max-Age=" + time.toSeconds()).orElse("");
    return new Header("set-cookie", Gate.COOKIE + "=" + value.reveal() + ATTRIBUTES + age);
  }
}
