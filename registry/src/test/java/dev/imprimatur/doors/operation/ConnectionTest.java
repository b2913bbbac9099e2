package dev.imprimatur.doors.operation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What clients do that no well-behaved library would. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConnectionTest {
  private static final int MIB = 1024 * 1024;

  private final TestRegistry registry = TestRegistry.start();
  private String token = "";

  @BeforeAll
  void open() {
    token = registry.user("alice");
  }

  @AfterAll
  void close() {
    registry.close();
  }

  /** Were the connection cut when we refuse, the client would see a broken pipe and no reason. */
  @Test
  void aRefusedUploadGetsToReadWhy() throws IOException {
    var body = "x".repeat(8 * MIB);
    try (var socket = connect()) {
      send(
          socket,
          "PUT /rocket HTTP/1.1\r\nhost: x\r\ncontent-length: " + body.length() + "\r\n\r\n");
      send(socket, body);
      assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 401 Unauthorized");
    }
  }

  @Test
  void theConnectionGoesOnAfterARefusal() throws IOException {
    try (var socket = connect()) {
      for (int i = 0; i < 3; i++) {
        send(socket, "PUT /rocket HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello");
        assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 401 Unauthorized");
        skipBody(socket);
      }
    }
  }

  @Test
  void aBodyThatClaimsTooMuchIsRefusedBeforeItIsSent() throws IOException {
    try (var socket = connect()) {
      send(
          socket,
          "PUT /rocket HTTP/1.1\r\nhost: x\r\nauthorization: Bearer "
              + token
              + "\r\nexpect: 100-continue\r\ncontent-length: 99999999999\r\n\r\n");
      assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 413 Payload Too Large");
    }
  }

  @Test
  void whatIsNotHttpIsRefused() throws IOException {
    for (var line :
        new String[] {
          "hello\r\n\r\n",
          "GET / HTTP/9.9\r\n\r\n",
          "GET /\0 HTTP/1.1\r\nhost: x\r\n\r\n",
          "GET /rocket%00 HTTP/1.1\r\nhost: x\r\n\r\n",
          "GET /..;%2fx HTTP/1.1\r\nhost: x\r\n\r\n",
          "GET / HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n",
          "GET / HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
          "GET / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
        }) {
      try (var socket = connect()) {
        send(socket, line);
        assertThat(firstLine(socket)).as(line).matches("HTTP/1.1 (400|505) .*");
        assertThat(isToHangUp(socket)).as("%s: a proxy is told", line).isTrue();
      }
    }
  }

  @Test
  void headersThatAreTooLargeAreRefused() throws IOException {
    try (var socket = connect()) {
      send(socket, "GET / HTTP/1.1\r\nhost: x\r\nx: " + "y".repeat(40_000) + "\r\n\r\n");
      assertThat(firstLine(socket)).startsWith("HTTP/1.1 431 ");
    }
    var fits = registry.anyone().with("authorization", "Bearer " + "y".repeat(16_000));
    assertThat(fits.get("/-/ping").status()).isEqualTo(200);
  }

  @Test
  void severalAuthorizationsAreRefused() throws IOException {
    try (var socket = connect()) {
      send(
          socket,
          """
          GET /-/whoami HTTP/1.1
          host: x
          authorization: Bearer a
          authorization: Bearer b

          """
              .replace("\n", "\r\n"));
      assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 400 Bad Request");
    }
  }

  @Test
  void aTokenInTheAddressIsNotRead() {
    assertThat(registry.anyone().get("/-/whoami?access_token=" + token).status()).isEqualTo(401);
    assertThat(registry.logged()).noneMatch(line -> line.contains(token));
  }

  @Test
  void aZippedBodyIsReadAndABombIsNot() throws IOException {
    var alice = registry.with(token).with("content-encoding", "gzip");
    var document = TestPackage.of("zipped", "1.0.0").documentBytes();
    assertThat(alice.send("PUT", "/zipped", gzip(document)).status()).isEqualTo(201);
    var bomb = gzip(new byte[4 * MIB]);
    assertThat(alice.send("PUT", "/-/package/zipped/dist-tags/x2", bomb).status()).isEqualTo(413);
    assertThat(
            registry
                .with(token)
                .with("content-encoding", "br")
                .send("PUT", "/zipped", document)
                .status())
        .isEqualTo(400);
  }

  /** Half a publish, and then silence: it is as if it had never begun. */
  @Test
  @OnPostgres
  void aPublishThatBreaksOffLeavesNothing() throws IOException {
    long files = registry.inside().files();
    var document = TestPackage.of("broken", "1.0.0").document();
    try (var socket = connect()) {
      send(
          socket,
          "PUT /broken HTTP/1.1\r\nhost: x\r\nauthorization: Bearer "
              + token
              + "\r\ncontent-length: "
              + document.length()
              + "\r\n\r\n"
              + document.substring(0, document.length() - 20));
    }
    assertThat(registry.anyone().get("/broken").status()).isEqualTo(404);
    for (int i = 0; i < 100 && registry.inside().files() > files; i++) {
      pause();
    }
    assertThat(registry.inside().files()).isEqualTo(files);
  }

  private Socket connect() throws IOException {
    var address = registry.address();
    var socket = new Socket(address.getHost(), address.getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(ISO_8859_1));
    out.flush();
  }

  private static String firstLine(Socket socket) throws IOException {
    var line = new StringBuilder();
    for (int c = socket.getInputStream().read(); c >= 0 && c != '\n'; c = read(socket)) {
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  private static void skipBody(Socket socket) throws IOException {
    int length = 0;
    for (var line = firstLine(socket); !line.isEmpty(); line = firstLine(socket)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
        length = Integer.parseInt(line.substring("content-length: ".length()));
      }
    }
    socket.getInputStream().readNBytes(length);
  }

  /** Returns whether the headers that come next say that this connection ends. */
  private static boolean isToHangUp(Socket socket) throws IOException {
    boolean said = false;
    for (var line = firstLine(socket); !line.isEmpty(); line = firstLine(socket)) {
      said |= line.equalsIgnoreCase("connection: close");
    }
    return said;
  }

  private static int read(Socket socket) throws IOException {
    return socket.getInputStream().read();
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
