package dev.imprimatur.doors.exchange;

import static dev.imprimatur.doors.support.Trusting.claiming;
import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be tried with a minted token, with one that was found, and with none at all. */
final class MintedAttackTest {
  private static final String EXCHANGE = "/-/npm/v1/oidc/token/exchange/package/rocket";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    alice = registry.maintainerOf("rocket", "alice");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static int publish(Client client, String version) {
    return client.put("/rocket", TestPackage.of("rocket", version).document()).status();
  }

  /** The body arrives after its sender has lost the right to send it. */
  @Test
  @OnPostgres
  @Covers("R18")
  void whatFallsWhileAPublishIsUnderWayStopsIt() throws IOException, InterruptedException {
    var id = Trusting.add(alice, "rocket", github("acme/rocket"));
    var minted = registry.minted("rocket", job("acme/rocket"));
    long files = registry.inside().files();
    var body = TestPackage.of("rocket", "2.0.0").documentBytes();
    var head =
        "PUT /rocket HTTP/1.1\r\nHost: registry.test\r\nConnection: close\r\nAuthorization: Bearer "
            + minted
            + "\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), registry.address().getPort())) {
      socket.setSoTimeout(30_000);
      var out = socket.getOutputStream();
      out.write(head.getBytes(UTF_8));
      out.write(body, 0, body.length - 64);
      out.flush();
      // Once a tarball begins to arrive, its sender was let in.
      for (int i = 0; i < 2000 && registry.inside().files() == files; i++) {
        Thread.sleep(10);
      }
      assertThat(registry.inside().files()).isGreaterThan(files);
      assertThat(alice.delete(Trusting.path("rocket") + "/" + id).status()).isEqualTo(204);
      out.write(body, body.length - 64, 64);
      out.flush();
      var answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 401 ");
    }
    assertThat(registry.versions("rocket")).hasSize(1);
  }

  @Test
  @OnPostgres
  @Covers("R19")
  void aTokenForOneUseIsUsedOnceHoweverManyTry() {
    Trusting.add(
        alice,
        "rocket",
        claiming("acme/rocket", "'environment':'x'", "'token':{'singleUse':true}"));
    var once = registry.with(registry.minted("rocket", job("acme/rocket").environment("x")));
    var statuses = AtOnce.all(IntStream.range(0, 8), i -> publish(once, "2.0." + i));
    assertThat(statuses).containsOnly(201, 401);
    assertThat(statuses.stream().filter(status -> status == 201)).hasSize(1);
    assertThat(registry.versions("rocket")).hasSize(2);
  }

  @Test
  @Covers({"R22", "A13"})
  void aStolenDatabaseHoldsNoToken() throws IOException {
    Trusting.add(alice, "rocket", github("acme/rocket"));
    var tokens =
        List.of(
            registry.minted("rocket", job("acme/rocket")),
            registry.session("alice"),
            registry.token("alice", true));
    for (var token : tokens) {
      // What @npmcli/redact and scanners of secrets look for, so that a log masks it.
      assertThat(token).matches("npm_imp[0-9A-Za-z]{37}");
      for (var column : List.of("sha256", "grants", "ends_with")) {
        assertThat(registry.inside().texts("token", column))
            .isNotEmpty()
            .noneMatch(text -> text.contains(token.substring(7)));
      }
      assertThat(registry.inside().texts("audit_event", "facts"))
          .noneMatch(text -> text.contains(token.substring(7)));
      assertThat(registry.logged()).noneMatch(line -> line.contains(token.substring(7)));
    }
    try (var files = Files.walk(registry.folder())) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var text = new String(Files.readAllBytes(file), ISO_8859_1);
        assertThat(tokens.stream().filter(text::contains)).as("%s", file).isEmpty();
      }
    }
  }

  /** A typing error is told by the token itself; so neither a mistake nor a flood costs a look. */
  @Test
  @Covers("R23")
  void aMistypedTokenIsRefusedWithoutTheDatabase() {
    Trusting.add(alice, "rocket", github("acme/rocket"));
    var minted = registry.minted("rocket", job("acme/rocket"));
    char last = minted.charAt(minted.length() - 1);
    var mistyped = minted.substring(0, minted.length() - 1) + (last == '0' ? '1' : '0');
    registry.breakDatabase();
    assertThat(registry.with(mistyped).get("/-/whoami").status()).isEqualTo(401);
    assertThat(publish(registry.with(mistyped), "2.0.0")).isEqualTo(401);
  }

  @Test
  @Covers({"R26", "A05"})
  void aListOfTokensHoldsNone() {
    var token = registry.token("alice", true);
    var session = registry.session("alice");
    var listed = alice.get("/-/api/v1/publishing/rocket");
    assertThat(listed.text())
        .contains("\"endsWith\":\"" + token.substring(token.length() - 4) + "\"")
        .doesNotContain(token.substring(7, token.length() - 4))
        .doesNotContain(session.substring(7, session.length() - 4));
  }

  @Test
  @Covers({"R27", "J27", "J26"})
  void theExchangeIsForNobodyInBetween() {
    Trusting.add(alice, "rocket", github("acme/rocket"));
    var idToken = registry.github().sign(job("acme/rocket"));
    assertThat(registry.with(idToken).get(EXCHANGE).status()).isEqualTo(404);
    assertThat(registry.with(idToken).put(EXCHANGE, "{}").status()).isEqualTo(404);
    var preflight =
        registry
            .anyone()
            .with("origin", "https://evil.example")
            .with("access-control-request-method", "POST")
            .send("OPTIONS", EXCHANGE, new byte[0]);
    assertThat(preflight.status()).isEqualTo(404);
    // A token in the address or in the body is none.
    assertThat(registry.anyone().post(EXCHANGE + "?token=" + idToken, "").problem())
        .isEqualTo("token-malformed");
    assertThat(registry.anyone().post(EXCHANGE, "{\"token\":\"" + idToken + "\"}").problem())
        .isEqualTo("token-malformed");

    var answer = registry.with(idToken).with("origin", "https://evil.example").post(EXCHANGE, "");
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("cache-control")).contains("no-store");
    for (var reply : List.of(answer, preflight)) {
      assertThat(reply.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }
  }

  @Test
  @Covers("R21")
  void whetherATokenExistsIsNotToldToWhoReportsIt() {
    Trusting.add(alice, "rocket", github("acme/rocket"));
    var minted = registry.minted("rocket", job("acme/rocket"));
    var path = "/-/api/v1/tokens/report";
    for (var text : List.of("", "x", "npm_imp", minted.replace("npm_imp", "npm_imq"), minted)) {
      var answer = registry.anyone().post(path, "{\"token\":\"" + text + "\"}");
      assertThat(answer.status()).as(text).isEqualTo(204);
      assertThat(answer.bytes()).isEmpty();
    }
    assertThat(registry.with(minted).get("/-/whoami").status()).isEqualTo(401);
  }

  /** The clock may step back as far as it may be wrong. */
  @Test
  @Covers({"J35", "J30", "J31"})
  void aClockThatStepsBackBringsNoTokenBack() {
    Trusting.add(alice, "rocket", github("acme/rocket"));
    Trusting.add(alice, "shuttle", github("acme/rocket"));
    var now = registry.clock().instant();
    var claims = job("acme/rocket").expiresAt(now.plusSeconds(300));
    var spent = registry.github().sign(claims);
    assertThat(registry.exchange("rocket", spent).status()).isEqualTo(201);
    registry.clock().advance(Duration.ofSeconds(300 + 29));
    registry.keepHouse();
    // Within the leeway it is still good where it was not spent, and a second later it is not.
    assertThat(registry.exchange("shuttle", registry.github().sign(claims)).status())
        .isEqualTo(201);
    registry.clock().advance(Duration.ofSeconds(31));
    registry.keepHouse();
    assertThat(registry.exchange("shuttle", registry.github().sign(claims)).problem())
        .isEqualTo("time");
    registry.clock().advance(Duration.ofMinutes(-1));
    assertThat(registry.exchange("rocket", spent).problem()).isEqualTo("replayed");

    var early = registry.clock().instant().getEpochSecond() + 29;
    var ahead = job("acme/rocket").with("nbf", early);
    assertThat(registry.exchange("rocket", registry.github().sign(ahead)).status()).isEqualTo(201);
    var tooEarly = job("acme/rocket").with("nbf", early + 2);
    assertThat(registry.exchange("rocket", registry.github().sign(tooEarly)).problem())
        .isEqualTo("time");
  }
}
