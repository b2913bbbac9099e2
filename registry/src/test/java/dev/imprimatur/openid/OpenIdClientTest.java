package dev.imprimatur.openid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imprimatur.Covers;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.outbound.Ask.Reach;
import dev.imprimatur.outbound.Outbound;
import dev.imprimatur.outbound.Resolver;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.SignOnProblem;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.testkit.Answer;
import dev.imprimatur.testkit.FakeIdentityProvider;
import dev.imprimatur.testkit.FakeIdentityProvider.Person;
import dev.imprimatur.testkit.Forgery;
import dev.imprimatur.testkit.PublicKeyForm;
import dev.imprimatur.testkit.SigningKey;
import dev.imprimatur.wiring.TestClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is believed of a provider's answers, and what is not. */
final class OpenIdClientTest {
  private static final URI CALLBACK = URI.create("https://npm.acme.example/-/sso/acme/callback");
  private static final Person ADA = Person.of("ada").in("/engineering");
  private static final SigningKey KEY = SigningKey.rsa().withId("people-1");
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final SigningKey STRANGER = SigningKey.rsa();

  private final TestClock clock = new TestClock();
  private final FakeIdentityProvider fake = FakeIdentityProvider.start(clock, KEY);
  private final Outbound outbound = new Outbound(Resolver.ofMachine());
  private final HttpClient browser = HttpClient.newHttpClient();
  private int begun;

  @AfterEach
  void close() {
    browser.close();
    outbound.close();
    fake.close();
  }

  @Test
  void whoTheProviderVouchesForIsKnownByItsSubject() {
    fake.atTheBrowser(ADA);
    var ada = signIn(client());
    assertThat(ada.issuer()).isEqualTo(fake.issuer());
    assertThat(ada.subject()).isEqualTo("subject-of-ada");
    assertThat(ada.text("preferred_username")).contains("ada");
    assertThat(ada.texts("groups")).containsExactly("/engineering");
  }

  @Test
  void theRequestHasStateNonceAndChallengeAndNoneOfThemTellsTheOthers() {
    var request = request();
    var query = FakeIdentityProvider.fields(client().begin(request, CALLBACK));
    assertThat(query)
        .containsEntry("response_type", "code")
        .containsEntry("client_id", FakeIdentityProvider.CLIENT)
        .containsEntry("redirect_uri", CALLBACK.toString())
        .containsEntry("scope", "openid profile groups")
        .containsEntry("code_challenge_method", "S256");
    assertThat(List.of(query.get("state"), query.get("nonce"), query.get("code_challenge")))
        .doesNotHaveDuplicates()
        .allMatch(value -> value.matches("[A-Za-z0-9_-]{43}"))
        .doesNotContain(request.seed().reveal(), request.verifier().reveal());
  }

  @Test
  @Covers("S05")
  void aCodeIsGoodOnceAndOnlyForWhoBegan() {
    fake.atTheBrowser(ADA);
    var client = client();
    var request = request();
    var answer = visit(client.begin(request, CALLBACK));
    // Somebody else who got hold of the code, in a sign-in of their own.
    assertRefused(() -> client.finish(request(), answer, CALLBACK, Set.of()), "does not know the");
    // It is spent by then, whoever comes.
    assertRefused(() -> client.finish(request, answer, CALLBACK, Set.of()), "does not know the");
  }

  @Test
  @Covers("S04")
  void anAnswerOfAnotherIssuerIsNotFollowed() {
    fake.atTheBrowser(ADA);
    var client = client();
    var request = request();
    var answer = visit(client.begin(request, CALLBACK));
    for (var issuer : List.of(Optional.of("https://evil.example"), Optional.<String>empty())) {
      var mixedUp = new OpenIdClient.Callback(answer.code(), Optional.empty(), issuer);
      assertRefused(
          () -> client.finish(request, mixedUp, CALLBACK, Set.of()), "comes from another issuer");
    }
    assertThat(fake.tokenRequests()).isZero();
  }

  @Test
  void aRefusalOfTheProviderIsToldInItsWord() {
    var answer =
        new OpenIdClient.Callback(
            Optional.empty(), Optional.of("access_denied"), Optional.of(fake.issuer()));
    assertThat(problem(() -> client().finish(request(), answer, CALLBACK, Set.of())))
        .isEqualTo(new SignOnProblem.SignOnDenied("Acme", "access_denied"));
  }

  static Stream<Arguments> forgeries() {
    return Stream.of(
        forgery("another issuer's", token -> token.claim("iss", "https://evil.example")),
        forgery("not for this registry", token -> token.claim("aud", "another-client")),
        forgery(
            "not for this registry",
            token -> token.claim("aud", List.of(FakeIdentityProvider.CLIENT, "another-client"))),
        forgery("not for this registry", token -> token.claim("azp", "another-client")),
        forgery("not for this registry", token -> token.withoutClaim("aud")),
        forgery("has expired", token -> token.claim("exp", TestClock.START.getEpochSecond() - 31)),
        forgery(
            "issued in the future",
            token -> token.claim("iat", TestClock.START.getEpochSecond() + 31)),
        forgery(
            "issued long ago", token -> token.claim("iat", TestClock.START.getEpochSecond() - 700)),
        forgery(
            "not valid yet", token -> token.claim("nbf", TestClock.START.getEpochSecond() + 60)),
        forgery("does not say when", token -> token.withoutClaim("exp")),
        forgery("does not say when", token -> token.claim("iat", "now")),
        forgery("another sign-in", token -> token.claim("nonce", "a-nonce-of-somebody-elses")),
        forgery("another sign-in", token -> token.withoutClaim("nonce")),
        forgery("of nobody who it is", token -> token.withoutClaim("sub")),
        forgery("of nobody who it is", token -> token.claim("sub", "a\nb")),
        forgery("of nobody who it is", token -> token.claim("sub", 7)),
        forgery(
            "not the one of its ID token",
            token -> token.claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA")),
        forgery("is a logout token", token -> token.claim("events", Map.of())),
        forgery("not signed by it", token -> token.signature(STRANGER.signer())),
        forgery("not signed by it", token -> token.signedBy(STRANGER)),
        forgery("not signed by it", token -> token.hmacWithPublicKey(PublicKeyForm.PEM)),
        forgery("not signed by it", token -> token.hmacWithPublicKey(PublicKeyForm.DER)),
        forgery("three base64url parts", token -> token.unsigned("none")),
        forgery(
            "header \"jwk\"",
            token -> token.header("jwk", Map.of("kty", "RSA")).signature(STRANGER.signer())),
        forgery("header \"typ\"", token -> token.header("typ", "logout+jwt")));
  }

  private static Arguments forgery(String words, UnaryOperator<Forgery> change) {
    return Arguments.of(words, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forgeries")
  void anIdTokenWithAFaultIsRefusedAndTheNextGoodOneIsNot(
      String words, UnaryOperator<Forgery> change) {
    fake.atTheBrowser(ADA);
    fake.idTokens(change);
    var client = client();
    assertRefused(() -> signIn(client), words);
    fake.behave();
    assertThat(signIn(client).subject()).isEqualTo("subject-of-ada");
  }

  @Test
  @Covers("S03")
  void aTokenOfAnotherSignInOfTheSamePersonIsSwappedInVain() {
    fake.atTheBrowser(ADA);
    var other = fake.idToken(ADA, request().nonce().reveal());
    fake.idTokens(_ -> other);
    assertRefused(() -> signIn(client()), "made for another sign-in");
  }

  @Test
  void aNewKeyIsLookedForOnceAMinuteAtMost() {
    fake.atTheBrowser(ADA);
    var client = client();
    signIn(client);
    fake.rotateKey();
    assertRefused(() -> signIn(client), "not signed by it");
    clock.advance(Duration.ofSeconds(61));
    assertThat(signIn(client).subject()).isEqualTo("subject-of-ada");
  }

  @Test
  void whatIsNotInTheIdTokenIsAskedForOfTheSamePersonOnly() {
    fake.atTheBrowser(ADA);
    fake.onlyInUserinfo("groups");
    var client = client();
    assertThat(signIn(client).texts("groups")).containsExactly("/engineering");
    fake.userinfo(claims -> with(claims, "sub", "subject-of-eve"));
    assertRefused(() -> signIn(client), "speaks of somebody else");
    // What the ID token says is never replaced.
    fake.behave();
    fake.userinfo(claims -> with(claims, "groups", List.of("/admins")));
    assertThat(signIn(client).texts("groups")).containsExactly("/engineering");
  }

  @Test
  void groupsThatDidNotFitAreKnownToBeMissing() {
    fake.atTheBrowser(Person.of("ada").with("_claim_names", Map.of("groups", "src1")));
    fake.userinfo(claims -> without(claims, "groups"));
    assertThat(signIn(client()).isElsewhere("groups")).isTrue();
    fake.atTheBrowser(Person.of("ada").with("hasgroups", true));
    assertThat(signIn(client()).isElsewhere("groups")).isTrue();
    fake.atTheBrowser(ADA);
    assertThat(signIn(client()).isElsewhere("groups")).isFalse();
  }

  static Stream<Arguments> outages() {
    return Stream.of(
        Arguments.of("status 503", Answer.refusal(503, "Service unavailable")),
        Arguments.of("not JSON", new Answer.Whole(200, "text/html", "<p>Please wait.")),
        Arguments.of("broken JSON", Answer.json("{\"issuer\":\"a\",\"issuer\":\"b\"}")),
        Arguments.of("sends too much", Answer.json(" ".repeat(2 << 20))),
        Arguments.of("status 302", new Answer.Redirect("https://evil.example/")),
        Arguments.of("did not answer within", new Answer.Drip()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("outages")
  void aProviderThatIsNotThereIsToldInWordsAndComesBack(String words, Answer answer) {
    fake.atTheBrowser(ADA);
    fake.answerAll(answer);
    var client = client();
    var problem = problem(() -> signIn(client));
    assertThat(problem).isInstanceOf(SignOnProblem.IdentityProviderUnavailable.class);
    assertThat(problem.detail()).contains(words);
    fake.behave();
    clock.advance(Duration.ofSeconds(61));
    assertThat(signIn(client).subject()).isEqualTo("subject-of-ada");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("outages")
  void soIsOneThatFailsWhenItIsAskedForTokens(String words, Answer answer) {
    fake.atTheBrowser(ADA);
    fake.answerTokenRequests(answer);
    var problem = problem(() -> signIn(client()));
    assertThat(problem).isInstanceOf(SignOnProblem.IdentityProviderUnavailable.class);
    assertThat(problem.detail()).doesNotContain(FakeIdentityProvider.SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "issuer=https://evil.example",
        "issuer=https://login.example/{tenantid}/v2.0",
        "token_endpoint=",
        "jwks_uri=ftp://evil.example/keys",
        "authorization_endpoint=https://user@evil.example/",
        "id_token_signing_alg_values_supported="
      })
  @Covers("S10")
  void metadataThatCannotBeItsOwnIsRefused(String change) {
    var parts = change.split("=", 2);
    fake.metadata(document -> with(document, parts[0], parts[1]));
    assertThat(problem(() -> signIn(client())))
        .isInstanceOf(SignOnProblem.IdentityProviderUnavailable.class);
  }

  @Test
  @Covers("S10")
  void aProviderOnThePublicInternetIsAskedByHttpsAndNotInOurOwnNetwork() {
    var client = client(Reach.PUBLIC);
    assertThat(problem(() -> signIn(client)).detail()).contains("must speak https");
  }

  @Test
  @Covers("S08")
  void aSignOutIsBelievedOnlyAsOne() {
    var client = client();
    var good = fake.logoutToken("subject-of-ada", "session-1");
    var said = client.signOut(Secret.of(good.token()));
    assertThat(said.subject()).contains("subject-of-ada");
    assertThat(said.session()).contains("session-1");
    assertThat(client.signOut(Secret.of(good.withoutHeader("typ").token())).id())
        .isEqualTo(said.id());

    Map<String, Forgery> bad =
        Map.of(
            "does not tell", good.withoutClaim("events"),
            "not tell of", good.claim("events", Map.of("http://other.example/event", Map.of())),
            "has a nonce", good.claim("nonce", "n"),
            "no id", good.withoutClaim("jti"),
            "not say who", good.withoutClaim("sub").withoutClaim("sid"),
            "another issuer's", good.claim("iss", "https://evil.example"),
            "not for this registry", good.claim("aud", "another"),
            "not signed by it", good.signedBy(STRANGER),
            "issued long ago", good.claim("iat", TestClock.START.getEpochSecond() - 700));
    bad.forEach((words, token) -> {
      var problem = problem(() -> client.signOut(Secret.of(token.token())));
      assertThat(problem).isInstanceOf(SignOnProblem.LogoutTokenRefused.class);
      assertThat(problem.detail()).contains(words);
    });
    // An ID token is no logout token.
    var idToken = Secret.of(fake.idToken(ADA, "n").token());
    assertThat(problem(() -> client.signOut(idToken)).detail()).contains("does not tell");
  }

  private OpenIdClient client() {
    return client(Reach.INTERNAL);
  }

  private OpenIdClient client(Reach reach) {
    var provider =
        new OpenIdProvider(
            "acme",
            "Acme",
            fake.issuer(),
            FakeIdentityProvider.CLIENT,
            Secret.of(FakeIdentityProvider.SECRET),
            List.of("profile", "groups"),
            reach);
    var limits = Limits.standard().withKeyFetch(PATIENCE).trust();
    return new OpenIdClient(provider, outbound, clock, limits);
  }

  private AuthorizationRequest request() {
    return new AuthorizationRequest(Secret.of("seed-" + begun++));
  }

  private Identity signIn(OpenIdClient client) {
    var request = request();
    var answer = visit(client.begin(request, CALLBACK));
    return client.finish(request, answer, CALLBACK, Set.of("groups"));
  }

  /** Goes to the provider as a browser, and says what it brings back. */
  private OpenIdClient.Callback visit(URI address) {
    try {
      var answer = browser.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding());
      var query =
          FakeIdentityProvider.fields(
              URI.create(answer.headers().firstValue("location").orElseThrow()));
      return new OpenIdClient.Callback(
          Optional.ofNullable(query.get("code")).map(Secret::of),
          Optional.empty(),
          Optional.ofNullable(query.get("iss")));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertRefused(Runnable deed, String words) {
    var problem = problem(deed);
    assertThat(problem).isInstanceOf(SignOnProblem.IdentityRefused.class);
    assertThat(problem.detail()).contains(words);
  }

  private static Problem problem(Runnable deed) {
    var thrown = catchThrowableOfType(ProblemException.class, deed::run);
    assertThat(thrown).as("it must be refused").isNotNull();
    return thrown.problem();
  }

  private static Map<String, Object> with(Map<String, Object> claims, String name, Object value) {
    var changed = new LinkedHashMap<>(claims);
    changed.put(name, value);
    return changed;
  }

  private static Map<String, Object> without(Map<String, Object> claims, String name) {
    var changed = new LinkedHashMap<>(claims);
    changed.remove(name);
    return changed;
  }
}
