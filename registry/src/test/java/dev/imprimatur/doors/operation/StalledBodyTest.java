package dev.imprimatur.doors.operation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.json.Json;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies that stop in the middle, at every address that reads one; and what is no request. */
final class StalledBodyTest {
  private final TestRegistry registry =
      TestRegistry.start(Limits.standard().withIdle(Duration.ofSeconds(1)));

  @AfterEach
  void close() {
    registry.close();
  }

  /** All that is answered until the connection is closed. */
  private String answer(String request) {
    var address = registry.address();
    try (var socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String stalled(String route, String token) {
    var path =
        route
            .substring(route.indexOf(' ') + 1)
            .replace("{login}", "org.couchdb.user:bob")
            .replace("{package}", "rocket")
            .replaceAll("\\{\\w+\\}", "missing");
    var method = route.substring(0, route.indexOf(' '));
    var bearer = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
    return ("%s %s HTTP/1.1\r\nHost: registry.test\r\nConnection: close\r\n%s"
            + "Content-Length: 1000\r\n\r\n{\"name\":")
        .formatted(method, path, bearer);
  }

  @Test
  @Covers("B407")
  void aBodyThatStopsIsNoMistakeOfOursWhateverItIsFor() {
    registry.addUser("alice", true);
    var session = registry.session("alice");
    var routes =
        registry.inside().routes().stream()
            .filter(route -> route.startsWith("PUT ") || route.startsWith("POST "))
            // Whoever signs in by a browser sends nothing that is read.
            .filter(route -> !route.equals("POST /-/v1/login"))
            .toList();
    for (var token : List.of("", session)) {
      var answers =
          AtOnce.all(IntStream.range(0, routes.size()), i -> answer(stalled(routes.get(i), token)));
      for (int i = 0; i < routes.size(); i++) {
        assertThat(answers.get(i)).as(routes.get(i)).matches("(?s)HTTP/1.1 4\\d\\d .*");
      }
      assertThat(answers.stream().filter(each -> each.startsWith("HTTP/1.1 408 "))).isNotEmpty();
    }
    assertThat(registry.logged()).noneMatch(line -> line.contains("\tat "));
    // Nobody has to be anybody for this one.
    assertThat(answer(stalled("PUT /-/user/{login}", ""))).startsWith("HTTP/1.1 408 ");
  }

  /** Whoever asks for help with the id that they were given is found by it. */
  @Test
  @Covers("B413")
  void whatIsNoRequestIsAnsweredWithAnIdThatIsInTheLog() throws InterruptedException {
    for (var request :
        List.of(
            "GET /a%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(40_000) + "\r\n\r\n",
            "hello\r\n\r\n")) {
      var answer = answer(request);
      var body = Json.readOwn(answer.substring(answer.indexOf("\r\n\r\n") + 4));
      var id = body.text("requestId").orElseThrow();
      for (int i = 0; i < 500 && !isLogged(id); i++) {
        Thread.sleep(20);
      }
      assertThat(isLogged(id)).as(answer).isTrue();
    }
  }

  private boolean isLogged(String id) {
    return registry.logged().stream().anyMatch(line -> line.contains("request.id=" + id));
  }
}
