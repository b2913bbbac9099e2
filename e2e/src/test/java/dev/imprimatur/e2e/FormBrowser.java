package dev.imprimatur.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A browser as far as forms need one: it keeps each site's cookies, follows redirects, and sends
 * the first form of a page with what is hidden in it. It takes loopback for as safe as https, as
 * browsers do.
 */
final class FormBrowser implements AutoCloseable {
  private static final int REDIRECTS_MAX = 12;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Pattern FORM = Pattern.compile("(?s)<form\\b([^>]*)>(.*?)</form>");
  private static final Pattern INPUT = Pattern.compile("<(?:input|button)\\b([^>]*)>");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, Map<String, String>> cookies = new HashMap<>();

  /** The page at which a browser has arrived. */
  record Page(URI address, int status, String html) {}

  Page open(URI address) {
    return follow(HttpRequest.newBuilder(address).GET());
  }

  /** Sends the first form of a page with these fields. */
  Page submit(Page page, Map<String, String> typed) {
    var form = FORM.matcher(page.html());
    if (!form.find()) {
      throw new AssertionError("There is no form at " + page);
    }
    var fields = new LinkedHashMap<String, String>();
    var inputs = INPUT.matcher(form.group(2));
    while (inputs.find()) {
      var name = attribute(inputs.group(1), "name");
      if (!name.isEmpty()) {
        fields.put(name, attribute(inputs.group(1), "value"));
      }
    }
    fields.putAll(typed);
    var body =
        fields.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    var address = page.address().resolve(attribute(form.group(1), "action"));
    return follow(
        HttpRequest.newBuilder(address)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", page.address().getScheme() + "://" + page.address().getAuthority())
            .header("sec-fetch-site", "same-origin")
            .POST(BodyPublishers.ofString(body)));
  }

  private Page follow(HttpRequest.Builder first) {
    var answer = send(first);
    for (int hops = 0; hops < REDIRECTS_MAX; hops++) {
      var location = answer.headers().firstValue("location");
      if (answer.statusCode() / 100 != 3 || location.isEmpty()) {
        return new Page(answer.uri(), answer.statusCode(), answer.body());
      }
      answer = send(HttpRequest.newBuilder(answer.uri().resolve(location.get())).GET());
    }
    throw new AssertionError("Too many redirects, the last to " + answer.uri());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      var site = request.build().uri().getAuthority();
      var jar = cookies.computeIfAbsent(site, _ -> new LinkedHashMap<>());
      if (!jar.isEmpty()) {
        request.header(
            "cookie",
            jar.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining("; ")));
      }
      request.header("accept", "text/html,application/xhtml+xml").timeout(PATIENCE);
      var answer = http.send(request.build(), BodyHandlers.ofString());
      answer.headers().allValues("set-cookie").forEach(each -> keep(jar, each));
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void keep(Map<String, String> jar, String cookie) {
    var pair = cookie.split(";", 2)[0].split("=", 2);
    if (cookie.toLowerCase(java.util.Locale.ROOT).contains("max-age=0")) {
      jar.remove(pair[0]);
    } else {
      jar.put(pair[0], pair[1]);
    }
  }

  private static String attribute(String tag, String name) {
    var found = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(tag);
    return found.find() ? found.group(1).replace("&amp;", "&") : "";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  @Override
  public void close() {
    http.close();
  }
}
