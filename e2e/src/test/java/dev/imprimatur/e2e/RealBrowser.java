package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imprimatur.testkit.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Chromium, with scripts and with authenticators that it pretends to have (Chrome DevTools
 * Protocol, domain WebAuthn). Pictures are kept of what it shows, and every page of which there is
 * one is held to what axe knows of accessibility.
 */
final class RealBrowser implements AutoCloseable {
  private static final Optional<Path> PROGRAM =
      Stream.of("chromium", "chromium-browser", "google-chrome")
          .flatMap(name -> Clients.onPath(name).stream())
          .findFirst();

  private static final Path PICTURES = Path.of("target/screenshots").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final int WIDE = 1100;
  private static final int PHONE = 390;

  private final Path profile;
  private final Process process;
  private final DevTools tools;
  private final Map<String, List<?>> devices = new HashMap<>();
  private Optional<Device> plugged = Optional.empty();
  private boolean scripts = true;

  /** The authenticator that is there now, and whose it is. */
  private record Device(String person, String id) {}

  /** Ends the tests of a class that has no browser, and says so in a line. */
  static void orSkip(String what) {
    if (PROGRAM.isEmpty()) {
      System.out.println(
          "Skipped: %s in a browser, as there is no chromium on the PATH.".formatted(what));
    }
    assumeTrue(PROGRAM.isPresent(), "There is no chromium on the PATH");
  }

  /** Opens it, in the hands of nobody: it has no authenticator. */
  RealBrowser() {
    profile = Folders.scratch("imprimatur-browser-");
    try {
      Files.createDirectories(PICTURES);
      process = start(profile);
      var port = profile.resolve("DevToolsActivePort");
      until(() -> Files.exists(port) && Files.readAllLines(port).size() >= 2);
      tools = new DevTools(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tools.ask("Page.enable");
    tools.ask("WebAuthn.enable");
    look("light", WIDE);
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

  /** Hands it to somebody, who is signed in nowhere and has their own authenticator with them. */
  RealBrowser handTo(String person) {
    return layDown().forget().plug(person);
  }

  /** Forgets who is signed in. */
  RealBrowser forget() {
    tools.ask("Network.clearBrowserCookies");
    return this;
  }

  /** Gives it the authenticator of this person, with all passkeys that they made. */
  RealBrowser plug(String person) {
    var device =
        Json.members(
            "protocol",
            "ctap2",
            "transport",
            "internal",
            "hasResidentKey",
            true,
            "hasUserVerification",
            true,
            "isUserVerified",
            true,
            "automaticPresenceSimulation",
            true);
    var id = tools.ask("WebAuthn.addVirtualAuthenticator", "options", device);
    plugged = Optional.of(new Device(person, id.text("authenticatorId")));
    for (var passkey : devices.getOrDefault(person, List.of())) {
      tools.ask(
          "WebAuthn.addCredential",
          "authenticatorId",
          id.text("authenticatorId"),
          "credential",
          passkey);
    }
    return this;
  }

  /** Takes the authenticator away; whoever it belongs to has it again by {@link #plug}. */
  RealBrowser layDown() {
    if (plugged.isPresent()) {
      var device = plugged.get();
      var passkeys = tools.ask("WebAuthn.getCredentials", "authenticatorId", device.id());
      devices.put(device.person(), (List<?>) passkeys.at("credentials").value());
      tools.ask("WebAuthn.removeVirtualAuthenticator", "authenticatorId", device.id());
      plugged = Optional.empty();
    }
    return this;
  }

  /** Lets pages run their scripts, or does not. */
  RealBrowser scripts(boolean run) {
    tools.ask("Emulation.setScriptExecutionDisabled", "value", !run);
    scripts = run;
    return this;
  }

  /** Opens an address, and waits until all of it is there. */
  RealBrowser open(URI address) {
    leaving(() -> tools.ask("Page.navigate", "url", address.toString()));
    return this;
  }

  /** Opens an address again and again, until it leads to this path. */
  RealBrowser untilThere(URI address, String path) {
    until(() -> open(address).address().getPath().equals(path));
    return this;
  }

  /** Types into a field, in place of whatever is in it. */
  RealBrowser type(String selector, String text) {
    run("(field => { field.focus(); field.select(); })(%s)".formatted(found(selector)));
    tools.ask("Input.insertText", "text", text);
    return this;
  }

  /** Clicks, and waits for the page that comes then. */
  RealBrowser click(String selector) {
    leaving(() -> press(selector));
    return this;
  }

  /** Clicks what shows no other page. */
  RealBrowser press(String selector) {
    run(found(selector) + ".click()");
    return this;
  }

  private static String found(String selector) {
    var quoted = quoted(selector);
    return "(document.querySelector(%s) ?? (() => { throw Error('There is no ' + %s) })())"
        .formatted(quoted, quoted);
  }

  /** Waits until the page says this. */
  RealBrowser sees(String words) {
    try {
      until(() -> says(words));
    } catch (AssertionError e) {
      throw new AssertionError("It does not say %s: %s".formatted(words, this), e);
    }
    return this;
  }

  private boolean says(String words) {
    try {
      return text().contains(words);
    } catch (AssertionError between) {
      // What was asked of a page that has just gone, or that is not there yet, is not answered.
      return false;
    }
  }

  /** Sees that the page does not say this. */
  RealBrowser seesNo(String words) {
    assertThat(text()).doesNotContain(words);
    return this;
  }

  /** The words that somebody sees. */
  String text() {
    return run("document.body.innerText");
  }

  URI address() {
    return URI.create(run("location.href"));
  }

  /** Returns how many elements there are of this kind. */
  int count(String selector) {
    return Integer.parseInt(
        run("document.querySelectorAll(%s).length".formatted(quoted(selector))));
  }

  /** Returns what a script comes to, as text. */
  String run(String script) {
    return evaluate("String(%s)".formatted(script), false);
  }

  /** Returns what a script promises, as text. */
  String promised(String script) {
    return evaluate("(async () => String(await (%s)))()".formatted(script), true);
  }

  private String evaluate(String script, boolean promise) {
    var answer =
        tools.ask(
            "Runtime.evaluate", "expression", script, "awaitPromise", promise, "userGesture", true);
    if (answer.names().contains("exceptionDetails")) {
      throw new AssertionError("It throws: " + answer.at("exceptionDetails"));
    }
    return answer.text("result", "value");
  }

  /**
   * Takes a picture by day, by night and as on a phone, in which nothing may lie on a field; by day
   * and by night, axe looks at the page, which takes scripts.
   */
  RealBrowser picture(String name) {
    var faults = new ArrayList<String>();
    look("dark", WIDE);
    faults.addAll(scripts ? Axe.faults(this) : List.of());
    capture(name + "-dark");
    look("light", PHONE);
    faults.addAll(Overlaps.faults(this));
    capture(name + "-phone");
    look("light", WIDE);
    faults.addAll(Overlaps.faults(this));
    faults.addAll(scripts ? Axe.faults(this) : List.of());
    capture(name);
    assertThat(faults).as("what is wrong at %s, %s", name, address()).isEmpty();
    return this;
  }

  private void look(String scheme, int width) {
    var dark = Json.members("name", "prefers-color-scheme", "value", scheme);
    tools.ask("Emulation.setEmulatedMedia", "features", List.of(dark));
    size(width, 900);
  }

  private void size(int width, int height) {
    tools.ask(
        "Emulation.setDeviceMetricsOverride",
        "width",
        width,
        "height",
        height,
        "deviceScaleFactor",
        1,
        "mobile",
        false);
  }

  private void capture(String name) {
    var area = tools.ask("Page.getLayoutMetrics").at("cssContentSize");
    var clip = Json.members("x", 0, "y", 0, "scale", 1);
    clip.putAll(Json.members("width", area.at("width").value()));
    clip.putAll(Json.members("height", area.at("height").value()));
    var picture = tools.ask("Page.captureScreenshot", "captureBeyondViewport", true, "clip", clip);
    try {
      var bytes = Base64.getDecoder().decode(picture.text("data"));
      Files.write(PICTURES.resolve(name + ".png"), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void leaving(Runnable deed) {
    run("window.stale = true");
    deed.run();
    until(this::isThere);
  }

  private boolean isThere() {
    try {
      return run("window.stale === undefined && document.readyState === 'complete'").equals("true");
    } catch (AssertionError between) {
      // What was asked of a page that has just gone is not answered.
      return false;
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
  public String toString() {
    return address() + "\n" + text();
  }

  @Override
  public void close() {
    tools.close();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    Folders.forget(profile);
  }
}
