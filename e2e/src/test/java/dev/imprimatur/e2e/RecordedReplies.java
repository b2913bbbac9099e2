package dev.imprimatur.e2e;

import dev.imprimatur.e2e.Recorder.Exchange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The answers of a registry to one command, each once, with the clients that got it. What is
 * another in every run has a name in angle brackets.
 */
final class RecordedReplies {
  private static final Pattern PACKUMENT = Pattern.compile("/(?!-/)[^/]+");
  private static final Pattern MANIFEST = Pattern.compile("/(?!-/)[^/]+/[^/]+");

  private static final int WAITS = 202;
  private static final int FRESH = 304;

  private static final Map<Pattern, String> VARIABLE = variable();

  private final Map<String, Set<ClientColumn>> clients = new TreeMap<>();

  private static Map<Pattern, String> variable() {
    var all = new LinkedHashMap<String, String>();
    all.put("http://(127\\.0\\.0\\.1|localhost):\\d+", "<registry>");
    all.put("otpauth:[^\"]+", "<key of an app>");
    all.put("(/-/v1/done|/-/auth)/[0-9a-f]{64}", "$1/<challenge>");
    all.put("/-rev/[^\\s\"]+", "/-rev/<rev>");
    all.put("npm(_|%5F)imp\\w+", "<token>");
    all.put("sha512-[A-Za-z0-9+/]{86}==", "<integrity>");
    all.put("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>");
    all.put("\\b[0-9a-f]{64}\\b", "<recovery code>");
    all.put("\\b[0-9a-f]{40}\\b", "<shasum>");
    all.put("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "<time>");
    all.put("\"(key|_?rev)\":\"[^\"]+\"", "\"$1\":\"<$1>\"");
    var patterns = new LinkedHashMap<Pattern, String>();
    all.forEach((pattern, name) -> patterns.put(Pattern.compile(pattern), name));
    return patterns;
  }

  void add(ClientColumn client, List<Exchange> answers) {
    for (var answer : answers) {
      if (isNotOfTheCommand(answer)) {
        continue;
      }
      clients.computeIfAbsent(text(answer), _ -> new TreeSet<>()).add(client);
    }
  }

  /**
   * Of their browser, and how often a client has to ask again until they are done there; and what
   * it asks by its own clock: whether what it has is still fresh, and pnpm, whether it is itself.
   */
  private static boolean isNotOfTheCommand(Exchange answer) {
    return answer.path().startsWith("/-/auth/")
        || (answer.status() == WAITS && answer.path().startsWith("/-/v1/done/"))
        || answer.status() == FRESH
        || answer.path().equals("/pnpm");
  }

  boolean isEmpty() {
    return clients.isEmpty();
  }

  String text() {
    var parts = new ArrayList<String>();
    clients.forEach((answer, whose) ->
        parts.add(
            "%s\n# %s\n"
                .formatted(
                    answer,
                    whose.stream().map(ClientColumn::title).collect(Collectors.joining(", ")))));
    return String.join("\n", parts);
  }

  private static String text(Exchange answer) {
    var text = answer.method() + " " + answer.path() + " → " + answer.status();
    if (answer.notice().isPresent()) {
      text += "\nnpm-notice: " + answer.notice().get();
    }
    if (!answer.body().isEmpty()) {
      text += "\n" + body(answer);
    }
    for (var each : VARIABLE.entrySet()) {
      text = each.getKey().matcher(text).replaceAll(each.getValue());
    }
    return text;
  }

  /** Tarballs, packuments and manifests are approved elsewhere, byte for byte. */
  private static String body(Exchange answer) {
    if (answer.type().contains("octet-stream")) {
      return "<tarball>";
    }
    boolean isRead = answer.method().equals("GET") && answer.status() == 200;
    if (isRead && PACKUMENT.matcher(answer.path()).matches()) {
      return answer.type().contains("install-v1") ? "<packument, abbreviated>" : "<packument>";
    }
    return isRead && MANIFEST.matcher(answer.path()).matches() ? "<manifest>" : answer.body();
  }
}
