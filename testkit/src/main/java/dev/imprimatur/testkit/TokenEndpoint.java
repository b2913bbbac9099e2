package dev.imprimatur.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.imprimatur.testkit.ci.CiSystems;
import dev.imprimatur.testkit.ci.Workload;
import java.net.URI;
import java.net.URLDecoder;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint at which anybody gets any token, for programs that are not written in Java. The
 * query changes a usual job of the CI system: {@code claim=text}, {@code claim:=JSON} for what is
 * no text or has the last word, and {@code audience}.
 */
final class TokenEndpoint {
  static final String TOKEN = "/fake/token";
  static final String JOB = "/fake/job";
  private static final String JSON = ":";

  private final FakeIssuer issuer;

  TokenEndpoint(FakeIssuer issuer) {
    this.issuer = issuer;
  }

  /** Answers a request to this endpoint; another request gets nothing. */
  Optional<Answer> answer(URI address) {
    if (!address.getPath().equals(TOKEN) && !address.getPath().equals(JOB)) {
      return Optional.empty();
    }
    try {
      var job = job(query(address));
      return Optional.of(
          text(
              200,
              address.getPath().equals(TOKEN)
                  ? issuer.sign(job) + "\n"
                  : exports(issuer.job(job).environment())));
    } catch (ParseException | IllegalArgumentException e) {
      return Optional.of(text(400, e.getMessage() + "\n"));
    }
  }

  private Workload job(Map<String, String> chosen) throws ParseException {
    var job = CiSystems.example(issuer.system().id()).orElseThrow();
    for (var choice : chosen.entrySet()) {
      var name = choice.getKey();
      if (name.endsWith(JSON)) {
        job = job.with(name.substring(0, name.length() - 1), json(choice.getValue()));
      } else if (name.equals("audience")) {
        job = job.audience(choice.getValue());
      } else {
        job = job.fact(name, choice.getValue());
      }
    }
    return job;
  }

  private static @Nullable Object json(String text) throws ParseException {
    return JSONObjectUtils.parse("{\"value\":" + text + "}").get("value");
  }

  /** Returns the parameters of the query, in their order. */
  private static Map<String, String> query(URI address) {
    var all = new LinkedHashMap<String, String>();
    var query = Optional.ofNullable(address.getRawQuery()).orElse("");
    for (var parameter : query.split("&", -1)) {
      var parts = parameter.split("=", 2);
      if (parts.length == 2) {
        all.put(URLDecoder.decode(parts[0], UTF_8), URLDecoder.decode(parts[1], UTF_8));
      }
    }
    return all;
  }

  /** Writes variables for {@code eval} in a shell. */
  private static String exports(Map<String, String> environment) {
    return environment.entrySet().stream()
        .map(variable ->
            "export %s='%s'\n"
                .formatted(variable.getKey(), variable.getValue().replace("'", "'\\''")))
        .collect(Collectors.joining());
  }

  private static Answer text(int status, String body) {
    return new Answer.Whole(status, "text/plain; charset=utf-8", body);
  }
}
