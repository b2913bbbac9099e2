package dev.imprimatur.doors.operation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody holds all the connections that there may be. */
final class AddressLimitTest {
  private static final int MOST = 3;

  /** Those who are told that they are too many. */
  private static final int TOLD = 16;

  private static final String ASKED = "GET /-/ping HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private final TestRegistry registry =
      TestRegistry.start(Limits.standard().withConnectionsPerAddressMax(MOST));
  private final ArrayList<Socket> open = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (var socket : open) {
      socket.close();
    }
    registry.close();
  }

  private Socket connect(String from) throws IOException {
    var address = registry.address();
    var socket = new Socket();
    open.add(socket);
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** The first line of an answer, or nothing if there is none. */
  private static String asked(Socket socket) throws IOException {
    socket.getOutputStream().write(ASKED.getBytes(ISO_8859_1));
    var in = socket.getInputStream();
    var first = line(in);
    int bytes = 0;
    for (var line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
        bytes = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
      }
    }
    in.readNBytes(bytes);
    return first;
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  private void fill(String from) throws IOException {
    for (int i = 0; i < MOST; i++) {
      assertThat(asked(connect(from))).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  @Covers("B416")
  void whoeverHasAsManyAsOneMayHaveIsToldSoAndOthersAreNot() throws IOException {
    fill("127.0.0.7");
    var tooMany = connect("127.0.0.7");
    tooMany.getOutputStream().write(ASKED.getBytes(ISO_8859_1));
    assertThat(new String(tooMany.getInputStream().readAllBytes(), ISO_8859_1))
        .startsWith("HTTP/1.1 503 ")
        .containsIgnoringCase("connection: close")
        .containsIgnoringCase("retry-after: 5")
        .contains("\"code\":\"overloaded\"")
        .contains("Too many connections from your address are open. Try again in 5 seconds.");
    assertThat(asked(connect("127.0.0.8"))).isEqualTo("HTTP/1.1 200 OK");
    for (var socket : open.subList(0, MOST)) {
      assertThat(asked(socket)).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  @Covers("B416")
  void whoeverSaysNothingIsHungUpOnBeforeThereAreManyMore() throws IOException {
    fill("127.0.0.7");
    for (int i = 0; i <= TOLD; i++) {
      connect("127.0.0.7");
    }
    // Several threads open them, so that it need not be the last one.
    assertThat(hungUpOn(open.subList(MOST, MOST + TOLD + 1))).isEqualTo(1);
    assertThat(asked(connect("127.0.0.8"))).isEqualTo("HTTP/1.1 200 OK");
  }

  /** The number of those that are hung up on, looked for until there is one. */
  private static long hungUpOn(List<Socket> silent) throws IOException {
    for (int i = 0; i < 100; i++) {
      long closed = 0;
      for (var socket : silent) {
        closed += isClosed(socket) ? 1 : 0;
      }
      if (closed > 0) {
        return closed;
      }
    }
    return 0;
  }

  private static boolean isClosed(Socket socket) throws IOException {
    socket.setSoTimeout(10);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Test
  @Covers("B416")
  void whoeverHangsUpMayComeBack() throws IOException, InterruptedException {
    fill("127.0.0.7");
    open.getFirst().close();
    var answer = "";
    for (int i = 0; i < 500 && !answer.endsWith("200 OK"); i++) {
      Thread.sleep(20);
      answer = asked(connect("127.0.0.7"));
    }
    assertThat(answer).isEqualTo("HTTP/1.1 200 OK");
  }
}
