package dev.imprimatur.e2e;

import dev.imprimatur.testkit.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Chromium, with scripts and an authenticator that it pretends to have (Chrome DevTools Protocol,
 * domain WebAuthn). Pictures are kept of what it shows.
 */
final class RealBrowser implements AutoCloseable {
  private static final Optional<Path> PROGRAM =
      Stream.of("chromium", "chromium-browser", "google-chrome")
          .flatMap(name -> Clients.onPath(name).stream())
          .findFirst();

  private static final Path PICTURES = Path.of("target/screenshots").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final Pattern SOCKET =
      Pattern.compile(
          "\"type\": \"page\".*?\"webSocketDebuggerUrl\": \"([^\"]+)\"", Pattern.DOTALL);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path profile;
  private final Process process;
  private final WebSocket socket;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private int asked;

  static boolean isHere() {
    return PROGRAM.isPresent();
  }

  RealBrowser() {
    profile = Folders.scratch("imprimatur-browser-");
    try {
      Files.createDirectories(PICTURES);
      process = start(profile);
      socket = connect();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ask("Page.enable", "{}");
    ask("WebAuthn.enable", "{}");
    ask(
        "WebAuthn.addVirtualAuthenticator",
        """
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
          "hasUserVerification": true, "isUserVerified": true,
          "automaticPresenceSimulation": true}}\
        """);
  }

  private static Process start(Path profile) throws IOException {
    var words = new ArrayList<>(List.of(PROGRAM.orElseThrow().toString(), "--headless"));
    // A container's root has no sandbox to offer, and what is looked at is our own.
    words.addAll(List.of("--no-sandbox", "--disable-gpu", "--hide-scrollbars"));
    words.addAll(List.of("--disable-background-networking", "--disable-component-update"));
    words.addAll(List.of("--remote-debugging-port=0", "--user-data-dir=" + profile));
    words.addAll(List.of("--window-size=1100,1000", "about:blank"));
    var builder = new ProcessBuilder(words).directory(profile.toFile());
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", System.getenv("PATH"), "HOME", profile.toString()));
    return builder
        .redirectErrorStream(true)
        .redirectOutput(profile.resolve("browser.log").toFile())
        .start();
  }

  private WebSocket connect() throws IOException {
    var port = profile.resolve("DevToolsActivePort");
    until(() -> Files.exists(port) && Files.readAllLines(port).size() >= 2);
    var list =
        URI.create("http://127.0.0.1:%s/json/list".formatted(Files.readAllLines(port).getFirst()));
    try {
      var pages = http.send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString()).body();
      var found = SOCKET.matcher(pages);
      if (!found.find()) {
        throw new AssertionError("No page is open: " + pages);
      }
      return http.newWebSocketBuilder()
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

  /** Opens an address, and waits until all of it is there. */
  RealBrowser open(URI address) {
    leaving(() -> ask("Page.navigate", "{\"url\": \"%s\"}".formatted(address)));
    return this;
  }

  /** Types into a field. */
  RealBrowser type(String selector, String text) {
    run("document.querySelector('%s').value = '%s'".formatted(selector, text));
    return this;
  }

  /** Clicks, and waits for the page that comes then. */
  RealBrowser click(String selector) {
    leaving(() -> run("document.querySelector('%s').click()".formatted(selector)));
    return this;
  }

  /** Waits until the page says this. */
  RealBrowser sees(String words) {
    try {
      until(() -> text().contains(words));
    } catch (AssertionError e) {
      throw new AssertionError("It does not say %s: %s".formatted(words, text()), e);
    }
    return this;
  }

  String text() {
    return run("document.body.innerText");
  }

  String run(String script) {
    var json =
        "{\"expression\": %s, \"userGesture\": true}"
            .formatted(quoted("String(%s)".formatted(script)));
    return Json.object(ask("Runtime.evaluate", json)).text("result", "result", "value");
  }

  /** Takes a picture by day, by night and as on a phone. */
  RealBrowser picture(String name) {
    picture(name, "light", 1100);
    picture(name + "-dark", "dark", 1100);
    picture(name + "-phone", "light", 390);
    return this;
  }

  private void picture(String name, String scheme, int width) {
    ask(
        "Emulation.setEmulatedMedia",
        "{\"features\": [{\"name\": \"prefers-color-scheme\", \"value\": \"%s\"}]}"
            .formatted(scheme));
    ask(
        "Emulation.setDeviceMetricsOverride",
        "{\"width\": %d, \"height\": 900, \"deviceScaleFactor\": 1, \"mobile\": false}"
            .formatted(width));
    var answer = ask("Page.captureScreenshot", "{\"captureBeyondViewport\": true}");
    var data = Json.object(answer).text("result", "data");
    try {
      Files.write(PICTURES.resolve(name + ".png"), Base64.getDecoder().decode(data));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void leaving(Runnable deed) {
    run("window.stale = true");
    deed.run();
    until(() ->
        run("window.stale === undefined && document.readyState === 'complete'").equals("true"));
  }

  private String ask(String method, String parameters) {
    int id = ++asked;
    socket
        .sendText(
            "{\"id\": %d, \"method\": \"%s\", \"params\": %s}".formatted(id, method, parameters),
            true)
        .join();
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

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Something that may come true. */
  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void until(Condition condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!condition.holds()) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("It did not come true within " + PATIENCE);
        }
        Thread.sleep(LOOK_AGAIN);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    Folders.forget(profile);
  }
}
