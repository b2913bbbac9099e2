package dev.imprimatur.wiring;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.testkit.FakeIdentityProvider;
import dev.imprimatur.wiring.Client.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A browser as far as sign-ins need one: it keeps cookies, follows no redirect by itself, and says
 * of a form which page sent it.
 */
public final class Browser {
  private static final String ORIGIN = "http://registry.test";
  private static final Pattern HIDDEN =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"");

  private static final Pattern LINK = Pattern.compile("class=\"button\" href=\"([^\"]+)\"");

  private final TestRegistry registry;
  private final Map<String, String> cookies = new LinkedHashMap<>();

  public Browser(TestRegistry registry) {
    this.registry = registry;
  }

  /** Returns another one with the same cookies, as if everything were done a second time. */
  public Browser copy() {
    var copy = new Browser(registry);
    copy.cookies.putAll(cookies);
    return copy;
  }

  /** Opens a path of the registry. */
  public Answer open(String path) {
    return kept(client().get(path));
  }

  /** Begins a sign-in, goes to the provider, and returns the path at which it sends one back. */
  public String begin(FakeIdentityProvider provider, String path) {
    return back(provider, open(path).header("location").orElseThrow());
  }

  /** Follows the way to the provider that a page shows, and returns the path that leads back. */
  public String there(FakeIdentityProvider provider, Answer page) {
    var way = LINK.matcher(page.text());
    if (!way.find()) {
      throw new AssertionError("There is no way on: " + page.text());
    }
    return back(provider, way.group(1).replace("&amp;", "&"));
  }

  private static String back(FakeIdentityProvider provider, String there) {
    if (!there.startsWith(provider.issuer())) {
      throw new AssertionError("It leads to " + there);
    }
    var back = redirect(URI.create(there));
    if (!back.toString().startsWith(ORIGIN + "/")) {
      throw new AssertionError("It sends one back to " + back);
    }
    return back.getRawPath() + "?" + back.getRawQuery();
  }

  /** Signs in as far as the page that is shown then. */
  public Answer open(FakeIdentityProvider provider, String path) {
    return open(begin(provider, path));
  }

  /** Sends the form of a page, with what is hidden in it. */
  public Answer submit(String path, Answer page, Map<String, String> typed) {
    var fields = new LinkedHashMap<String, String>();
    HIDDEN
        .matcher(page.text())
        .results()
        .forEach(found -> fields.put(found.group(1), found.group(2)));
    fields.putAll(typed);
    var body =
        fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    return kept(
        client()
            .with("content-type", "application/x-www-form-urlencoded")
            .with("origin", ORIGIN)
            .with("sec-fetch-site", "same-origin")
            .post(path, body));
  }

  private Client client() {
    var client = registry.anyone().with("accept", "text/html");
    return cookies.isEmpty()
        ? client
        : client.with(
            "cookie",
            cookies.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining("; ")));
  }

  private Answer kept(Answer answer) {
    for (var cookie : answer.headers().getOrDefault("set-cookie", List.of())) {
      var pair = cookie.split(";", 2)[0].split("=", 2);
      if (cookie.contains("Max-Age=0")) {
        cookies.remove(pair[0]);
      } else {
        cookies.put(pair[0], pair[1]);
      }
    }
    return answer;
  }

  private static URI redirect(URI address) {
    try (var http = HttpClient.newHttpClient()) {
      var answer = http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
      return URI.create(
          answer
              .headers()
              .firstValue("location")
              .orElseThrow(() -> new AssertionError(answer.body())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
