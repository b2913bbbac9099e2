package dev.imprimatur.doors.operation;

import static dev.imprimatur.wiring.TestRegistry.job;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.mail.Certificate;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of exchanges while issuers, networks and other servers come and go. */
final class OutageTest {
  private static final Duration PAUSE = Duration.ofSeconds(61);

  private final TestRegistry registry = TestRegistry.with().asking().start();
  private final FakeIssuer github = registry.github();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    registry.addUser("root", true);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Client alice() {
    return registry.with(registry.session("alice"));
  }

  private Client.Answer exchange(String name) {
    return registry.exchange(name, github.sign(job("acme/kit")));
  }

  /** Half of a release of two hundred packages is signed with one key, half with the next. */
  @Test
  @Covers("K10")
  void aKeyThatChangesInTheMiddleOfAReleaseIsNoTrouble() {
    assertThat(registry.terminal().run("org", "add", "acme", "--owner", "alice").exit()).isZero();
    Trusting.add(alice(), "@acme/*", trusted());
    for (int i = 0; i < 200; i++) {
      if (i % 50 == 0) {
        // Of more packages at once an owner has to say that they are in order.
        registry.clock().advance(Duration.ofMinutes(11));
      }
      if (i == 100) {
        registry.clock().advance(PAUSE);
        github.rotateKey();
        github.withdrawOldKeys();
      }
      var answer = exchange("@acme/kit-" + i);
      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      var job = registry.with(answer.json().text("token").orElseThrow());
      var wanted = TestPackage.of("@acme/kit-" + i, "1.0.0");
      assertThat(job.put(wanted.path(), wanted.document()).status()).isEqualTo(201);
    }
    assertThat(registry.rows("version")).isEqualTo(200);
    assertThat(github.requestsForKeys()).isEqualTo(2);
  }

  @Test
  @Covers({"K15", "K16"})
  void whileNoHostIsFoundWhatIsKnownGoesOn() {
    Trusting.add(alice(), "rocket", trusted());
    registry.lookups().fail(true);
    assertThat(exchange("rocket").problem()).isEqualTo("keys-unavailable");
    registry.lookups().fail(false);
    registry.clock().advance(PAUSE);
    assertThat(exchange("rocket").status()).isEqualTo(201);
    registry.lookups().fail(true);
    registry.clock().advance(Duration.ofHours(2));
    registry.keepHouse();
    assertThat(exchange("rocket").status()).isEqualTo(201);
  }

  @Test
  void anIssuerThatSpeaksOnlyIpv6IsReached() throws IOException {
    var server = onIpv6();
    assumeTrue(server != null, "this machine has no IPv6");
    var port = server.getAddress().getPort();
    var issuer = "http://ci.example:" + port;
    var discovery = "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}".formatted(issuer, issuer);
    serve(server, "/.well-known/openid-configuration", discovery);
    serve(server, "/keys", github.keySetJson());
    server.start();
    try {
      registry.lookups().put("ci.example", "::1");
      var answer = test(issuer);
      assertThat(answer.json().array("ids").orElseThrow().toString()).contains("key-1");
    } finally {
      server.stop(0);
    }
  }

  private static @Nullable HttpServer onIpv6() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0), 0);
    } catch (IOException e) {
      return null;
    }
  }

  private static void serve(HttpServer server, String path, String json) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            var bytes = json.getBytes(UTF_8);
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
  }

  private Client.Answer test(String issuer) {
    var added = registry.terminal().run("issuer", "add", "jenkins", issuer, "--internal");
    assertThat(added.exit()).as(added.err()).isZero();
    var root = registry.with(registry.session("root"));
    var url = URLEncoder.encode(issuer, UTF_8);
    var answer = root.post("/-/api/v1/issuers/test?url=" + url, "");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer;
  }

  /** Even an issuer within our own walls must be vouched for, if it speaks TLS. */
  @Test
  @Covers("K05")
  void aCertificateThatNobodyVouchesForIsNotBelieved() throws IOException {
    var server =
        HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(Certificate.of("localhost").context()));
    var issuer = "https://localhost:" + server.getAddress().getPort();
    var discovery = "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}".formatted(issuer, issuer);
    serve(server, "/.well-known/openid-configuration", discovery);
    serve(server, "/keys", github.keySetJson());
    server.start();
    try {
      registry.lookups().put("localhost", "127.0.0.1");
      var answer = test(issuer);
      assertThat(answer.json().text("failure").orElseThrow()).contains("cannot be reached");
      assertThat(answer.json().array("ids").orElseThrow().items()).isEmpty();
    } finally {
      server.stop(0);
    }
  }

  /** Two servers with one database: what one has spent is spent, and each finds new keys itself. */
  @Test
  @OnPostgres
  @Covers({"K17", "R05"})
  void twoServersAreOneRegistry() {
    Trusting.add(alice(), "rocket", trusted());
    try (var other = registry.secondServer()) {
      var idToken = github.sign(job("acme/kit"));
      assertThat(registry.exchange("rocket", idToken).status()).isEqualTo(201);
      assertThat(other.exchange("rocket", idToken).problem()).isEqualTo("replayed");
      var both = github.sign(job("acme/kit"));
      var statuses =
          AtOnce.all(
              IntStream.range(0, 20),
              i ->
                  (i % 2 == 0 ? registry.exchange("rocket", both) : other.exchange("rocket", both))
                      .status());
      assertThat(statuses).containsOnly(201, 409);
      assertThat(statuses.stream().filter(status -> status == 201)).hasSize(1);

      // One of them looks for the new key sooner; in the end both have it.
      registry.clock().advance(PAUSE);
      github.rotateKey();
      assertThat(exchange("rocket").status()).isEqualTo(201);
      assertThat(other.exchange("rocket", github.sign(job("acme/kit"))).status()).isEqualTo(201);
      github.withdrawOldKeys();
      assertThat(exchange("rocket").status()).isEqualTo(201);
      assertThat(other.exchange("rocket", github.sign(job("acme/kit"))).status()).isEqualTo(201);
      var minted = registry.minted("rocket", job("acme/kit"));
      assertThat(other.with(minted).get("/-/whoami").status()).isEqualTo(200);
      assertThat(registry.with(minted).delete("/-/user/token/" + minted).status()).isEqualTo(200);
      assertThat(other.with(minted).get("/-/whoami").status()).isEqualTo(401);
    }
  }

  /** Of this issuer and not of github.com, which is built in. */
  private String trusted() {
    return Trusting.claiming("acme/kit", "'iss':'" + github.issuer() + "'");
  }

  /** A thousand good tokens by forty senders: each buys a token, or is told to come back. */
  @Test
  @OnPostgres
  @Covers("R12")
  void aThousandExchangesAreAnswered() {
    assertThat(registry.terminal().run("org", "add", "acme", "--owner", "alice").exit()).isZero();
    Trusting.add(alice(), "@acme/*", trusted());
    assertThat(exchange("@acme/kit-0").status()).isEqualTo(201);
    var tokens = IntStream.range(0, 1000).mapToObj(i -> github.sign(job("acme/kit"))).toList();
    var statuses =
        AtOnce.all(
                IntStream.range(0, 40),
                sender ->
                    IntStream.range(0, 25)
                        .map(i -> i * 40 + sender)
                        .mapToObj(i -> registry.exchange("@acme/kit-" + i % 50, tokens.get(i)))
                        .map(answer -> answer.status())
                        .toList())
            .stream()
            .flatMap(List::stream)
            .toList();
    assertThat(statuses).hasSize(1000);
    assertThat(statuses).isSubsetOf(201, 429, 503);
    long bought = statuses.stream().filter(status -> status == 201).count();
    assertThat(bought).isPositive();
    assertThat(registry.rows("redeemed_token")).isEqualTo(bought + 1);
    assertThat(exchange("@acme/kit-51").status()).isEqualTo(201);
  }
}
