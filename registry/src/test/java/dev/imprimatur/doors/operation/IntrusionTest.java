package dev.imprimatur.doors.operation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a stranger at the network, a guesser of passwords and an administrator's thief find shut.
 */
final class IntrusionTest {
  private final TestRegistry registry = TestRegistry.start();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    registry.addUser("root", true);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static String body(String name, String password) {
    return "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password);
  }

  /** A sign-in from another address of this machine, as all of 127.0.0.0/8 is. */
  private int signInFrom(String address, String name, String password) throws Exception {
    var to = registry.address();
    var body = body(name, password).getBytes(UTF_8);
    try (var socket = new Socket(to.getHost(), to.getPort(), InetAddress.ofLiteral(address), 0)) {
      var head =
          "PUT /-/user/org.couchdb.user:%s HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n"
              .formatted(name, body.length);
      socket.getOutputStream().write((head + "connection: close\r\n\r\n").getBytes(UTF_8));
      socket.getOutputStream().write(body);
      var answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      return Integer.parseInt(answer.split(" ", 3)[1]);
    }
  }

  @Test
  @Covers("A502")
  void whoGuessesKeepsNobodyOutWhoComesFromElsewhere() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(signInFrom("127.0.0.7", "alice", "guess number " + i)).isEqualTo(401);
    }
    assertThat(signInFrom("127.0.0.7", "alice", TestRegistry.password())).isEqualTo(403);
    assertThat(signInFrom("127.0.0.8", "alice", TestRegistry.password())).isEqualTo(201);
    assertThat(signInFrom("127.0.0.7", "root", TestRegistry.password())).isEqualTo(201);
  }

  @Test
  @Covers("A503")
  void everyRefusedSignInIsAnEventWithItsAddress() throws Exception {
    signInFrom("127.0.0.7", "alice", "a wrong password");
    signInFrom("127.0.0.7", "hunter2-hunter2", "a wrong password");

    assertThat(registry.events().toString())
        .contains("SIGN_IN_REFUSED")
        .contains("{\"address\":\"127.0.0.7\",\"user\":\"alice\"}")
        .contains("{\"address\":\"127.0.0.7\"}")
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /%00",
        "GET /@acme%2f%00",
        "GET /rocket/%00",
        "GET /-/package/rocket%00/dist-tags",
        "GET /-/api/v1/webhooks?organization=%00",
        "GET /-/api/v1/issuers/test?url=a%00b",
        "DELETE /-/user/token/%00",
        "GET /-/stage?package=%00",
      })
  @Covers("A504")
  void aNulInAnAddressIsRefused(String line) {
    var words = line.split(" ", -1);
    var answer = registry.with(registry.session("root")).send(words[0], words[1], new byte[0]);
    assertThat(answer.status()).as(answer.text()).isIn(400, 404);
    assertThat(answer.problem()).isNotEqualTo("broken");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PUT /rocket {'name':'rocket','versions':{'1.0.0':{'deprecated':'\\u0000'}}}",
        "PUT /rocket {'name':'rocket','versions':{'1.0.0\\u0000':{'deprecated':'x'}}}",
        "PUT /-/package/rocket/dist-tags/next '1.0.0\\u0000'",
        "PUT /-/user/org.couchdb.user:alice {'name':'alice','password':'\\u0000'}",
        "POST /-/api/v1/tokens/report {'token':'\\u0000'}",
        "POST /-/package/rocket/trust [{'type':'github','claims':{'repository':'a/\\u0000'}}]",
        "POST /-/api/v1/webhooks {'url':'https://a.example/\\u0000'}",
      })
  @Covers("A504")
  void aNulInABodyIsRefused(String line) {
    var words = line.replace('\'', '"').split(" ", 3);
    var answer =
        registry.with(registry.session("root")).send(words[0], words[1], words[2].getBytes(UTF_8));
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/-/api/v1/issuers", "/-/api/v1/issuers/test"})
  @Covers("A505")
  void anAdministratorLeadsTheServerToNoInnerAddress(String path) {
    var answer =
        registry
            .with(registry.session("root"))
            .post(
                path, "{\"provider\":\"gitlab\",\"url\":\"http://127.0.0.1:1\",\"internal\":true}");
    assertThat(answer.problem()).isEqualTo("not-allowed");
    assertThat(answer.message()).doesNotContain("connect");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/-/ping", "/-/whoami", "/rocket", "/-/npm/v1/keys", "/-/api/v1/nothing"})
  @Covers("A506")
  void everyAnswerSaysThatItIsNoPage(String path) {
    var answer = registry.anyone().get(path);
    assertThat(answer.header("x-content-type-options")).contains("nosniff");
    assertThat(answer.header("content-security-policy").orElseThrow())
        .contains("default-src 'none'");
  }

  @Test
  @Covers("A507")
  void anOrganizationKeepsAnOwner() {
    assertThat(exit("org", "add", "acme", "--owner", "alice")).isZero();

    for (var words :
        List.of(
            List.of("org", "member", "acme", "alice", "--role", "member"),
            List.of("org", "remove", "acme", "alice"))) {
      assertThat(exit(words.toArray(String[]::new))).as("%s", words).isNotZero();
    }
    assertThat(exit("org", "member", "acme", "root", "--role", "owner")).isZero();
    assertThat(exit("org", "member", "acme", "alice", "--role", "member")).isZero();
    assertThat(exit("org", "member", "acme", "root", "--role", "member")).isNotZero();
  }

  private int exit(String... words) {
    return registry.terminal().run(words).exit();
  }

  /** Also in a folder that others may look into, as the folder of a service is often made. */
  @Test
  @Covers("A508")
  void whatIsWrittenIsOurs() throws Exception {
    var alice = registry.with(registry.session("alice"));
    var document = TestPackage.of("@acme/secret", "1.0.0").document();
    assertThat(alice.put("/@acme%2fsecret", document).status()).isEqualTo(201);

    try (var places = Files.walk(registry.folder())) {
      assertThat(
              places.filter(place -> place.toString().matches(".*/(blobs|imprimatur.db|sign).*")))
          .hasSizeGreaterThan(6)
          .allSatisfy(place ->
              assertThat(Files.getPosixFilePermissions(place))
                  .doesNotContain(
                      PosixFilePermission.GROUP_READ,
                      PosixFilePermission.GROUP_EXECUTE,
                      PosixFilePermission.OTHERS_READ,
                      PosixFilePermission.OTHERS_EXECUTE));
    }
  }
}
