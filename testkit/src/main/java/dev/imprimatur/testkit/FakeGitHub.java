package dev.imprimatur.testkit;

import com.sun.net.httpserver.HttpExchange;
import dev.imprimatur.testkit.Misbehaviour.Document;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/**
 * GitHub Actions as an OpenID Connect issuer: a real HTTP server on loopback that publishes real
 * keys, signs real tokens and hands them to jobs. Safe for use by many threads.
 *
 * <p>Outage, slowness and misbehaviour concern only what the issuer publishes. Jobs go on getting
 * tokens, as they ask another host of GitHub's.
 */
public final class FakeGitHub implements AutoCloseable {
  private final String issuer;
  private final InstantSource clock;
  private final LoopbackServer server;
  private final PublishedKeys keys;
  private final IssuerDocuments documents;
  private final TokenRequests tokenRequests;

  private FakeGitHub(String issuer, InstantSource clock, SigningKey key, LoopbackServer server) {
    this.issuer = issuer;
    this.clock = clock;
    this.server = server;
    this.keys = new PublishedKeys(key);
    this.documents = new IssuerDocuments(issuer, server, keys);
    this.tokenRequests = new TokenRequests(server.address(), this::sign);
  }

  /** An issuer under its own address, {@code http://127.0.0.1:PORT}. */
  public static FakeGitHub start() {
    return start(InstantSource.system());
  }

  /** An issuer under its own address whose tokens are issued at what this clock says. */
  public static FakeGitHub start(InstantSource clock) {
    return start(clock, SigningKey.rsa());
  }

  /** As {@link #start(InstantSource)}, with a key at hand: making one takes part of a second. */
  public static FakeGitHub start(InstantSource clock, SigningKey key) {
    var server = LoopbackServer.open();
    return started(new FakeGitHub(server.address(), clock, key, server));
  }

  /**
   * An issuer under a name where it cannot be reached. Whoever verifies its tokens needs {@link
   * #keySetJson} by another way; jobs still reach it on loopback.
   */
  public static FakeGitHub startAs(String issuer) {
    return startAs(issuer, InstantSource.system(), SigningKey.rsa());
  }

  /** As {@link #startAs(String)}, with a clock and a key at hand. */
  public static FakeGitHub startAs(String issuer, InstantSource clock, SigningKey key) {
    return started(new FakeGitHub(issuer, clock, key, LoopbackServer.open()));
  }

  /** Exactly what {@code iss} says. */
  public String issuer() {
    return issuer;
  }

  /** Where the keys are published, on loopback. */
  public String keySetAddress() {
    return server.address() + IssuerDocuments.KEYS;
  }

  /** The genuine key set (RFC 7517), whatever the server says at the moment. */
  public String keySetJson() {
    return documents.keySetJson();
  }

  /** A compact token that GitHub would issue now to a job that names no audience. */
  public String sign(JobClaims claims) {
    return sign(claims, claims.ownerAddress());
  }

  /** The same token, to be made worse. */
  public Forgery forge(JobClaims claims) {
    return forge(claims, claims.ownerAddress());
  }

  /** A job with {@code permissions: id-token: write}. */
  public GitHubJob job(JobClaims claims) {
    return tokenRequests.allow(jobWithoutIdTokens(claims), claims);
  }

  /** A job that may not ask for identity tokens, and so is not told where. */
  public GitHubJob jobWithoutIdTokens(JobClaims claims) {
    return GitHubJob.saying(claims.payload(issuer, claims.ownerAddress(), clock.instant()));
  }

  /** The key that signs at present. */
  public SigningKey signingKey() {
    return keys.current();
  }

  /** Signs with a new key from now on; the old one stays published. */
  public void rotateKey() {
    keys.rotate();
  }

  /** Publishes nothing any more but the key that signs at present. */
  public void withdrawOldKeys() {
    keys.withdrawOthers();
  }

  /** Publishes a further key, fit or unfit: this text, as it is. */
  public void publishKey(String jwkJson) {
    keys.add(jwkJson);
  }

  /**
   * Answers 503 until {@link #comeBack}. A host of this size fails behind load balancers that still
   * answer, and so attempts can be counted; what refuses connections is a closed fake.
   */
  public void goDown() {
    documents.down(true);
  }

  public void comeBack() {
    documents.down(false);
  }

  /** Keeps every reader of discovery or keys waiting for so long; zero ends it. */
  public void answerAfter(Duration delay) {
    documents.delay(delay);
  }

  /** Publishes wrongly from now on, in these ways and no other; one for each document at most. */
  public void misbehave(Misbehaviour... how) {
    documents.misbehave(Set.of(how));
  }

  public void behave() {
    documents.misbehave(Set.of());
  }

  /** How often discovery was asked for since the start, whatever came of it. */
  public int requestsForDiscovery() {
    return documents.requestsFor(Document.DISCOVERY);
  }

  /** How often the keys were asked for at their own address, whatever came of it. */
  public int requestsForKeys() {
    return documents.requestsFor(Document.KEYS);
  }

  /** How often somebody went where only a redirect or a false {@code jwks_uri} leads. */
  public int requestsElsewhere() {
    return documents.requestsFor(Document.ELSEWHERE);
  }

  /** Stops at once; connections are refused from now on. */
  @Override
  public void close() {
    server.close();
  }

  private static FakeGitHub started(FakeGitHub github) {
    github.server.serve(github::answer);
    return github;
  }

  private String sign(JobClaims claims, String audience) {
    return forge(claims, audience).token();
  }

  private Forgery forge(JobClaims claims, String audience) {
    return Forgery.of(keys.current(), claims.payload(issuer, audience, clock.instant()));
  }

  private Answer answer(HttpExchange exchange) {
    if (!exchange.getRequestMethod().equals("GET")) {
      return Answer.refusal(405, "Only GET");
    }
    return documents
        .answer(exchange.getRequestURI().getPath())
        .or(() -> tokenRequests.answer(exchange))
        .orElseGet(() -> Answer.refusal(404, "Not found"));
  }
}
