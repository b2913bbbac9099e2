package dev.imprimatur.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the one page of a Chromium by its DevTools protocol, of which one question is
 * asked at a time; what it tells without being asked is left aside.
 */
final class DevTools implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Pattern SOCKET =
      Pattern.compile(
          "\"type\": \"page\".*?\"webSocketDebuggerUrl\": \"([^\"]+)\"", Pattern.DOTALL);

  private final HttpClient http = HttpClient.newHttpClient();
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final WebSocket socket;
  private int asked;

  /**
   * Connects.
   *
   * @param port the file in which the browser has written where it listens
   */
  DevTools(Path port) throws IOException {
    var list =
        URI.create("http://127.0.0.1:%s/json/list".formatted(Files.readAllLines(port).getFirst()));
    try {
      var pages = http.send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString()).body();
      var found = SOCKET.matcher(pages);
      if (!found.find()) {
        throw new AssertionError("No page is open: " + pages);
      }
      socket =
          http.newWebSocketBuilder()
              .buildAsync(URI.create(found.group(1)), new Listener(answers))
              .join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Puts messages together again, which come in parts. */
  private static final class Listener implements WebSocket.Listener {
    private final BlockingQueue<String> whole;
    private final StringBuilder part = new StringBuilder();

    Listener(BlockingQueue<String> whole) {
      this.whole = whole;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      part.append(text);
      if (last) {
        whole.add(part.toString());
        part.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }

  /**
   * Asks for something, and returns the result.
   *
   * @param parameters a name, a value, a name, a value
   */
  Json ask(String method, Object... parameters) {
    int id = ++asked;
    var question = Json.members("id", id, "method", method, "params", Json.members(parameters));
    socket.sendText(Json.write(question), true).join();
    var answer = Json.object(answer(id, method));
    if (answer.names().contains("error")) {
      throw new AssertionError("The browser refuses %s: %s".formatted(question, answer));
    }
    return answer.at("result");
  }

  private String answer(int id, String method) {
    while (true) {
      try {
        var answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (answer == null) {
          throw new AssertionError("The browser does not answer " + method);
        }
        if (answer.startsWith("{\"id\":%d,".formatted(id))) {
          return answer;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
  }
}
