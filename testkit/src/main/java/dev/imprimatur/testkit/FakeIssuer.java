package dev.imprimatur.testkit;

import com.sun.net.httpserver.HttpExchange;
import dev.imprimatur.testkit.Misbehaviour.Document;
import dev.imprimatur.testkit.ci.CiSystem;
import dev.imprimatur.testkit.ci.Job;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A CI system as an OpenID Connect issuer: a real HTTP server on loopback that publishes real keys,
 * signs real tokens and hands them to jobs. Safe for use by many threads.
 *
 * <p>Outage, slowness and misbehaviour concern only what the issuer publishes. Jobs go on getting
 * tokens, as they ask another host of their CI system.
 */
public final class FakeIssuer implements AutoCloseable {
  private final CiSystem system;
  private final String issuer;
  private final InstantSource clock;
  private final LoopbackServer server;
  private final PublishedKeys keys;
  private final IssuerDocuments documents;
  private final TokenRequests tokenRequests;
  private final TokenEndpoint tokenEndpoint;

  private FakeIssuer(CiSystem system, String issuer, Signing signing) {
    this.system = system;
    this.issuer = issuer;
    this.clock = signing.clock();
    this.server = signing.server();
    this.keys = new PublishedKeys(signing.key(), system.signing().keyUse());
    this.documents = new IssuerDocuments(issuer, system.site(), server, keys);
    this.tokenRequests = new TokenRequests(server.address(), issuer, this::sign);
    this.tokenEndpoint = new TokenEndpoint(this);
  }

  /** The parts that every issuer has: a clock, a key and a server. */
  private record Signing(InstantSource clock, SigningKey key, LoopbackServer server) {}

  /**
   * Starts an issuer under its own address, {@code http://127.0.0.1:PORT} and its system's path.
   */
  public static FakeIssuer start(CiSystem system) {
    return start(system, InstantSource.system());
  }

  /** Starts an issuer under its own address that issues tokens at the time of this clock. */
  public static FakeIssuer start(CiSystem system, InstantSource clock) {
    return start(system, clock, SigningKey.rsa());
  }

  /** Starts an issuer with this clock and key; making a key takes part of a second. */
  public static FakeIssuer start(CiSystem system, InstantSource clock, SigningKey key) {
    var server = LoopbackServer.open();
    var issuer = system.site().issuerAt(server.address());
    return new FakeIssuer(system, issuer, new Signing(clock, key, server)).serving();
  }

  /**
   * Starts an issuer under a name at which it cannot be reached. Whoever verifies its tokens needs
   * {@link #keySetJson} by another way; jobs still reach it on loopback.
   */
  public static FakeIssuer startAs(CiSystem system, String issuer) {
    return startAs(system, issuer, InstantSource.system(), SigningKey.rsa());
  }

  /** Starts an issuer under such a name, with this clock and key. */
  public static FakeIssuer startAs(
      CiSystem system, String issuer, InstantSource clock, SigningKey key) {
    var signing = new Signing(clock, key, LoopbackServer.open());
    return new FakeIssuer(system, issuer, signing).serving();
  }

  /** Starts an issuer under its own address on this port. */
  static FakeIssuer startAt(CiSystem system, int port) {
    var server = LoopbackServer.open(port);
    var issuer = system.site().issuerAt(server.address());
    var signing = new Signing(InstantSource.system(), SigningKey.rsa(), server);
    return new FakeIssuer(system, issuer, signing).serving();
  }

  CiSystem system() {
    return system;
  }

  /** Returns the address of the server, without any path. */
  String server() {
    return server.address();
  }

  /** Returns the issuer's address, exactly as {@code iss} has it. */
  public String issuer() {
    return issuer;
  }

  /** Returns the address of the published keys, on loopback. */
  public String keySetAddress() {
    return server.address() + system.site().keysPath();
  }

  /** Returns the genuine key set (RFC 7517), whatever the server says at the moment. */
  public String keySetJson() {
    return documents.keySetJson();
  }

  /** Issues a compact token now, to a job that names no audience. */
  public String sign(Job job) {
    return sign(job, job.usualAudience(issuer));
  }

  /** Issues a compact token now, to a job that asks for this audience. */
  public String sign(Job job, String audience) {
    return forge(job, audience).token();
  }

  /** Begins a forgery of the token of a job that names no audience. */
  public Forgery forge(Job job) {
    return forge(job, job.usualAudience(issuer));
  }

  /** Returns the claims of a token that is issued now to a job that names no audience. */
  public Map<String, @Nullable Object> claims(Job job) {
    return job.payload(issuer, job.usualAudience(issuer), clock.instant());
  }

  /** Starts a job that may have identity tokens. */
  public FakeJob job(Job job) {
    var running = jobWithoutIdTokens(job);
    return switch (system.supply()) {
      case ASKED_FOR -> tokenRequests.allow(running, job);
      case GIVEN -> running.with("NPM_ID_TOKEN", sign(job));
    };
  }

  /** Starts a job that has no identity token, and is not told where to ask for one. */
  public FakeJob jobWithoutIdTokens(Job job) {
    return new FakeJob(system.variables().apply(claims(job)));
  }

  /** Returns the key that signs at present. */
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

  /** Returns the number of requests for discovery since the start, whatever came of them. */
  public int requestsForDiscovery() {
    return documents.requestsFor(Document.DISCOVERY);
  }

  /** Returns the number of requests for the keys at their own address, whatever came of them. */
  public int requestsForKeys() {
    return documents.requestsFor(Document.KEYS);
  }

  /** Returns the number of requests to where only a redirect or a false {@code jwks_uri} leads. */
  public int requestsElsewhere() {
    return documents.requestsFor(Document.ELSEWHERE);
  }

  /** Stops at once; connections are refused from now on. */
  @Override
  public void close() {
    server.close();
  }

  FakeIssuer serving() {
    server.serve(this::answer);
    return this;
  }

  private Forgery forge(Job job, String audience) {
    return Forgery.of(
        keys.current(), system.signing().headers(), job.payload(issuer, audience, clock.instant()));
  }

  private Answer answer(HttpExchange exchange) {
    if (!exchange.getRequestMethod().equals("GET")) {
      return Answer.refusal(405, "Only GET");
    }
    return documents
        .answer(exchange.getRequestURI().getPath())
        .or(() -> tokenRequests.answer(exchange))
        .or(() -> tokenEndpoint.answer(exchange.getRequestURI()))
        .orElseGet(() -> Answer.refusal(404, "Not found"));
  }
}
