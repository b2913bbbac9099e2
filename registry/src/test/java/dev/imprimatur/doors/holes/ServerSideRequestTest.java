package dev.imprimatur.doors.holes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.doors.support.Issuing;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Requests that a server is made to send to where its sender cannot reach (CVE-2022-27907,
 * CVE-2026-0600). There is a socket behind our walls that notices whoever connects, by every way
 * out of the registry and every way to write where it is.
 */
final class ServerSideRequestTest {
  private final TestRegistry registry = TestRegistry.start();
  private ServerSocket behindOurWalls;
  private Client alice = registry.anyone();

  @BeforeEach
  void open() throws IOException {
    // At all addresses of this machine, the old ones and the new.
    behindOurWalls = new ServerSocket(0);
    alice = registry.maintainerOf("rocket", "alice");
    registry.addUser("root", true);
    registry.lookups().put("inside.example", "127.0.0.1");
    registry.lookups().put("mapped.example", "::ffff:127.0.0.1");
    registry.lookups().put("mixed.example", "8.8.8.8", "127.0.0.1");
    registry.lookups().put("six.example", "::1");
    registry.lookups().put("nat64.example", "64:ff9b::7f00:1");
  }

  @AfterEach
  void close() throws IOException {
    behindOurWalls.close();
    registry.close();
  }

  private List<String> addresses() {
    int port = behindOurWalls.getLocalPort();
    return List.of(
            "http://127.0.0.1:PORT/",
            "https://127.0.0.1:PORT/",
            "https://localhost:PORT/",
            "https://localhost.:PORT/",
            "https://[::1]:PORT/",
            "https://[::]:PORT/",
            "https://[::ffff:127.0.0.1]:PORT/",
            "https://[0:0:0:0:0:ffff:7f00:1]:PORT/",
            "https://0.0.0.0:PORT/",
            "https://127.1:PORT/",
            "https://2130706433:PORT/",
            "https://0x7f000001:PORT/",
            "https://0177.0.0.1:PORT/",
            "https://127.0.0.1:PORT@127.0.0.1:PORT/",
            "https://acme.example@127.0.0.1:PORT/",
            "https://acme.example#@127.0.0.1:PORT/",
            "https://inside.example:PORT/",
            "https://mapped.example:PORT/",
            "https://mixed.example:PORT/",
            "https://six.example:PORT/",
            "https://nat64.example:PORT/",
            "ftp://127.0.0.1:PORT/",
            "file:///etc/passwd",
            "jar:https://127.0.0.1:PORT/x.jar!/",
            "gopher://127.0.0.1:PORT/")
        .stream()
        .map(address -> address.replace("PORT", Integer.toString(port)))
        .toList();
  }

  /** Whoever connected would wait to be accepted; nobody does. */
  private void requireNobodyCame(String how) throws IOException {
    behindOurWalls.setSoTimeout(1);
    assertThatThrownBy(() -> behindOurWalls.accept().close())
        .as(how)
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void noWebhookIsSentBehindOurWalls() throws IOException, InterruptedException {
    for (var address : addresses()) {
      var body =
          Trusting.quoted("{'url':'%s','kinds':['package-published','alarms']}".formatted(address));
      var answer = alice.post("/-/api/v1/webhooks?package=rocket", body);
      assertThat(answer.status()).as(answer.text()).isIn(201, 400);
      if (answer.status() == 201) {
        var id = answer.json().text("id").orElseThrow();
        assertThat(alice.post("/-/api/v1/webhooks/" + id + "/test", "").status()).isLessThan(500);
      }
      var hook =
          Trusting.quoted(
              "{'type':'package','name':'rocket','secret':'this is a secret','endpoint':'%s'}"
                  .formatted(address));
      var hooked = alice.post("/-/npm/v1/hooks/hook", hook);
      assertThat(hooked.status()).as(hooked.text()).isIn(201, 400);
    }
    var next = TestPackage.of("rocket", "1.1.0");
    assertThat(alice.put(next.path(), next.document()).status()).isEqualTo(201);
    for (int i = 0; i < 3; i++) {
      registry.tell();
      registry.clock().advance(Duration.ofHours(1));
    }
    assertThat(registry.rows("webhook"))
        .as("names that lead there are found out later")
        .isPositive();
    requireNobodyCame("webhooks");
  }

  /** Neither when its publisher is added nor when somebody comes with a token of it. */
  @Test
  void noIssuersKeysAreFetchedBehindOurWalls() throws IOException {
    var root = registry.with(registry.session("root"));
    int number = 0;
    for (var address : addresses()) {
      var issuer = address.substring(0, address.length() - 1);
      var claims = "'project_path':'acme/x','ci_config_ref_uri':{'file':'.gitlab-ci.yml'}";
      var spec = "{'type':'gitlab','claims':{'iss':'%s',%s}}".formatted(issuer, claims);
      var name = "pending-" + number++;
      var added = alice.post(Trusting.path(name), "[" + Trusting.quoted(spec) + "]");
      assertThat(added.status()).as(added.text()).isBetween(200, 499);
      var issuing = new Issuing("gitlab", issuer, TestRegistry.KEY);
      var token = issuing.sign(JsonObject.with("job", "release").build());
      assertThat(registry.exchange(name, token).status()).isBetween(400, 503);
      for (var path : List.of("/-/api/v1/issuers/test", "/-/api/v1/issuers")) {
        var body = Trusting.quoted("{'provider':'gitlab','url':'%s'}".formatted(issuer));
        assertThat(root.post(path, body).status()).as(issuer).isBetween(200, 499);
      }
      assertThat(registry.exchange(name, token).status()).isBetween(400, 503);
      requireNobodyCame(issuer);
    }
  }

  /** What a package says of itself is shown, and never fetched. */
  @Test
  void noAddressInAPackageIsFetched() throws IOException {
    int number = 0;
    for (var address : addresses()) {
      var wanted =
          TestPackage.of("rocket", "1.1." + number++)
              .file("README.md", "![](" + address + ") <img src=\"" + address + "\">");
      for (var member : List.of("homepage", "repository", "bugs", "funding", "author")) {
        wanted = wanted.member(member, new JsonText(address));
      }
      var document = wanted.document().replace("http://somewhere.else/x.tgz", address);
      assertThat(alice.put("/rocket", document).status()).as(address).isIn(201, 400);
      assertThat(alice.with("accept", "text/html").get("/rocket").status()).isEqualTo(200);
      assertThat(alice.get("/rocket").status()).isEqualTo(200);
    }
    requireNobodyCame("packages");
    assertThat(registry.lookups().hosts()).isEmpty();
  }
}
