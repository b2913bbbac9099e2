package dev.imprimatur.doors.holes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.doors.support.Issuing;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Credentials that are passed on, as by a proxy that sends its own requests with the headers of
 * those it got. What goes out of here is made of nothing that came in.
 */
final class CredentialForwardingTest {
  private static final String SECRET = "came-with-a-request";

  /** All that a request of ours may have, whatever it is for. */
  private static final Set<String> OURS =
      Set.of(
          "accept",
          "accept-encoding",
          "connection",
          "content-length",
          "content-type",
          "host",
          "user-agent",
          "webhook-id",
          "webhook-signature",
          "webhook-timestamp",
          "x-npm-signature");

  private final List<Came> came = new CopyOnWriteArrayList<>();
  private final HttpServer elsewhere = start();
  private TestRegistry registry = TestRegistry.start();

  /** A request that came there, whole. */
  private record Came(String address, Set<String> names, String text) {}

  private HttpServer start() {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              var headers = exchange.getRequestHeaders();
              var body =
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
              var names =
                  headers.keySet().stream()
                      .map(name -> name.toLowerCase(Locale.ROOT))
                      .collect(Collectors.toSet());
              var address = exchange.getRequestURI().toString();
              came.add(new Came(address, names, address + headers.entrySet() + body));
              exchange.sendResponseHeaders(404, -1);
            }
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String address() {
    return "http://127.0.0.1:" + elsewhere.getAddress().getPort();
  }

  @BeforeEach
  void open() {
    registry.close();
    registry = TestRegistry.with().transparencyLog(address()).start();
  }

  @AfterEach
  void close() {
    elsewhere.stop(0);
    registry.close();
  }

  /** With whatever clients, proxies and browsers send along. */
  private static Client laden(Client client) {
    var laden = client;
    for (var header :
        List.of(
            "cookie",
            "npm-otp",
            "npm-session",
            "npm-auth-type",
            "npm-command",
            "user-agent",
            "referer",
            "origin",
            "x-forwarded-for",
            "x-forwarded-user",
            "x-api-key",
            "proxy-authorization",
            "traceparent",
            "x-request-id",
            "accept-language",
            "if-none-match")) {
      laden = laden.with(header, SECRET);
    }
    return laden;
  }

  @Test
  void nothingThatCameInGoesOut() throws InterruptedException {
    registry.addUser("alice", false);
    var session = registry.session("alice");
    var alice = laden(registry.with(session));
    for (var words :
        List.of(
            List.of("webhook", "add", address() + "/hook", "--internal", "--kind", "alarms"),
            List.of("issuer", "add", "gitlab", address(), "--internal"))) {
      var said = registry.terminal().run(words.toArray(String[]::new));
      assertThat(said.exit()).as(said.err()).isZero();
    }
    var first = TestPackage.of("rocket", "1.0.0").access("public");
    assertThat(alice.put(first.path(), first.document()).status()).isEqualTo(201);
    var claims = "'project_path':'acme/rocket','ci_config_ref_uri':{'file':'.gitlab-ci.yml'}";
    Trusting.add(
        alice, "rocket", "{'type':'gitlab','claims':{'iss':'%s',%s}}".formatted(address(), claims));
    var token =
        new Issuing("gitlab", address(), TestRegistry.KEY)
            .sign(JsonObject.with("job", "release").build());
    var exchanged =
        laden(registry.with(token)).post("/-/npm/v1/oidc/token/exchange/package/rocket", "");
    assertThat(exchanged.problem()).isEqualTo("keys-unavailable");
    registry.tell();
    var _ = registry.attest();

    assertThat(came).extracting(Came::address).anyMatch(path -> path.contains("/.well-known/"));
    assertThat(came).extracting(Came::address).anyMatch(path -> path.equals("/hook"));
    assertThat(came).extracting(Came::address).anyMatch(path -> path.contains("/log/entries"));
    assertThat(came)
        .allSatisfy(request -> {
          assertThat(OURS).containsAll(request.names());
          assertThat(request.text())
              .doesNotContain(SECRET, session, token.substring(token.lastIndexOf('.')));
        });
  }
}
