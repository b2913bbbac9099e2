package dev.imprimatur.doors.operation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A line of HTTP ends with CR and LF (RFC 9112, section 2.2). Whoever stands in front of us and
 * passes a bare LF on as part of a line would see one request where we see two.
 */
final class LineEndTest {
  private static final String CHUNKED =
      "PUT /-/user/alice HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static final String LAST = "GET /-/ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

  private final TestRegistry registry = TestRegistry.start();

  @AfterEach
  void close() {
    registry.close();
  }

  /** All that is answered to some bytes, and to a good request right behind them. */
  private String answers(String text) throws IOException {
    var address = registry.address();
    try (var socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write((text + LAST).getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private static int count(String answers) {
    return answers.split("HTTP/1\\.1 ", -1).length - 1;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /-/ping HTTP/1.1\nHost: x\r\n\r\n",
        "GET /-/ping HTTP/1.1\r\nHost: x\n\r\n",
        "GET /-/ping HTTP/1.1\r\nHost: x\r\n\n",
        "GET /-/ping HTTP/1.1\r\nHost: x\r\nA: b\nC: d\r\n\r\n",
        "GET /-/ping HTTP/1.1\nHost: x\n\n",
        CHUNKED + "2\n{}\r\n0\r\n\r\n",
        CHUNKED + "2\r\n{}\n0\r\n\r\n",
        CHUNKED + "2\r\n{}\r\n0\n\r\n",
        CHUNKED + "2\r\n{}\r\n0\r\n\n"
      })
  @Covers("A513")
  void aBareLineFeedEndsNoLine(String text) throws IOException {
    var answers = answers(text);
    assertThat(answers).startsWith("HTTP/1.1 400 ");
    assertThat(count(answers)).as(answers).isEqualTo(1);
  }

  /** So the same is no refusal when its lines end as they should. */
  @Test
  void carriageReturnAndLineFeedDo() throws IOException {
    var ping = answers("GET /-/ping HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(ping).startsWith("HTTP/1.1 200 ");
    assertThat(count(ping)).isEqualTo(2);
    var chunked = answers(CHUNKED + "2\r\n{}\r\n0\r\n\r\n");
    assertThat(chunked).contains("its address and its body name different users");
    assertThat(count(chunked)).isEqualTo(2);
  }
}
