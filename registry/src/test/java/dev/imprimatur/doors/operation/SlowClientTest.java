package dev.imprimatur.doors.operation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that are slow, silent or gone; a second here is half a minute outside. */
final class SlowClientTest {
  private static final Duration IDLE = Duration.ofSeconds(1);

  private final TestRegistry registry = TestRegistry.start(Limits.standard().withIdle(IDLE));
  private boolean open = true;
  private String token = "";

  @BeforeEach
  void open() {
    token = registry.user("alice");
  }

  @AfterEach
  void close() {
    if (open) {
      registry.close();
    }
  }

  private Socket connect() throws IOException {
    var address = registry.address();
    var socket = new Socket(address.getHost(), address.getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static String firstLine(Socket socket) throws IOException {
    var line = new StringBuilder();
    var in = socket.getInputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  private String head(String path, int length) {
    return "PUT %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n"
        .formatted(path, token, length);
  }

  private List<String> lines() {
    return registry.logged().stream().filter(line -> line.contains("method=")).toList();
  }

  /** A line is written when a request is over, which its sender cannot see. */
  private void awaitLines(int most) throws InterruptedException {
    for (int i = 0; i < 500 && lines().size() < most; i++) {
      Thread.sleep(20);
    }
  }

  @Test
  @Covers("B407")
  void anUploadThatStopsIsToldSoAndIsNoMistakeOfOurs() throws IOException, InterruptedException {
    var document = TestPackage.of("rocket", "1.0.0").document();
    try (var socket = connect()) {
      send(socket, head("/rocket", document.length()) + document.substring(0, 200));
      assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 408 Request Timeout");
    }
    assertThat(registry.logged())
        .noneMatch(line -> line.contains("\tat ") || line.contains("failed"));
    awaitLines(1);
    assertThat(lines()).anyMatch(line -> line.contains("status=408"));
    assertThat(registry.inside().files()).isZero();
  }

  /** It is never silent for long, and would go on for a day. */
  @Test
  @Covers("B407")
  void aBodyThatDripsIsCutOff() throws IOException, InterruptedException {
    for (var path : List.of("/rocket", "/-/user/org.couchdb.user:bob")) {
      try (var socket = connect()) {
        send(socket, head(path, 1000) + "{");
        socket.setSoTimeout(200);
        assertThat(dripped(socket)).as(path).isEqualTo("HTTP/1.1 408 Request Timeout");
      }
    }
  }

  @Test
  @Covers("B407")
  void aBodyThatNobodyWantsHoldsNobody() throws IOException, InterruptedException {
    try (var socket = connect()) {
      send(socket, "PUT /rocket HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
      assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 401 Unauthorized");
      awaitClosed(socket);
    }
  }

  @Test
  @Covers("B407")
  void headersThatDripAreHungUpOn() throws IOException, InterruptedException {
    try (var socket = connect()) {
      send(socket, "GET / HTTP/1.1\r\nHost: x\r\nX: ");
      awaitClosed(socket);
    }
    // Whoever asks now and then keeps the connection.
    try (var socket = connect()) {
      for (int i = 0; i < 6; i++) {
        send(socket, "GET /-/ping HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 200 OK");
        var line = firstLine(socket);
        while (!line.isEmpty()) {
          line = firstLine(socket);
        }
        socket.getInputStream().readNBytes(2);
        Thread.sleep(500);
      }
    }
  }

  /** The first line of the answer to a body that comes one byte at a time. */
  private static String dripped(Socket socket) throws IOException, InterruptedException {
    for (int i = 0; i < 100; i++) {
      try {
        return firstLine(socket);
      } catch (SocketTimeoutException e) {
        send(socket, " ");
      }
    }
    return "";
  }

  private static void awaitClosed(Socket socket) throws IOException, InterruptedException {
    try {
      for (int i = 0; i < 200; i++) {
        send(socket, "x");
        Thread.sleep(100);
      }
    } catch (IOException closed) {
      return;
    }
    throw new AssertionError("It is still open");
  }

  /** Read, refused or cut off: whatever a client does after its headers, there is a line. */
  @Test
  @Covers("B413")
  void everyRequestHasItsLine() throws IOException, InterruptedException {
    var rocket = TestPackage.of("rocket", "1.0.0");
    assertThat(registry.with(token).put("/rocket", rocket.document()).status()).isEqualTo(201);
    awaitLines(1);
    var unsent = "Host: x\r\nContent-Length: 5\r\n\r\n";
    var bearer = "Authorization: Bearer " + token + "\r\n";
    for (var request :
        List.of(
            "GET /rocket HTTP/1.1\r\n" + unsent,
            "GET /rocket/-/rocket-1.0.0.tgz HTTP/1.1\r\n" + unsent,
            "GET /-/whoami HTTP/1.1\r\n" + bearer + unsent,
            "POST /-/npm/v1/oidc/token/exchange/package/rocket HTTP/1.1\r\n" + unsent,
            "PUT /rocket HTTP/1.1\r\n" + unsent + "{",
            "PUT /rocket HTTP/1.1\r\n" + bearer + "Host: x\r\nContent-Length: 9999\r\n\r\n{\"a\":",
            "GET /a%zz HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(40_000) + "\r\n\r\n",
            "hello\r\n\r\n")) {
      int before = lines().size();
      try (var socket = connect()) {
        send(socket, request);
        Thread.sleep(100);
      }
      awaitLines(before + 1);
      assertThat(lines()).as(request.substring(0, 5)).hasSize(before + 1);
    }
  }

  /** Whoever has begun when the server is told to stop has the time that is promised. */
  @Test
  @Covers("B413")
  void whatIsUnderWayEndsWhenTheServerStops() throws IOException, InterruptedException {
    var document = TestPackage.of("rocket", "1.0.0").document();
    try (var idle = connect();
        var socket = connect()) {
      send(idle, "GET /-/ping HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(firstLine(idle)).isEqualTo("HTTP/1.1 200 OK");
      send(socket, head("/rocket", document.length()) + document.substring(0, 200));
      Thread.sleep(200);
      open = false;
      var stopping = Thread.ofVirtual().start(registry::close);
      Thread.sleep(600);
      send(socket, document.substring(200));
      assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 201 Created");
      assertThat(stopping.join(Duration.ofSeconds(10))).isTrue();
      assertThat(idle.getInputStream().readAllBytes())
          .asString(StandardCharsets.UTF_8)
          .endsWith("{}");
    }
    assertThat(lines()).anyMatch(line -> line.contains("status=201"));
  }
}
