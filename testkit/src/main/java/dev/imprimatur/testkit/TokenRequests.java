package dev.imprimatur.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import dev.imprimatur.testkit.ci.Job;
import java.net.URLDecoder;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * The endpoint at which a running job asks for identity tokens: {@code GET …&audience=…} with its
 * request token, as {@code getIDToken} of github.com/actions/toolkit does.
 */
final class TokenRequests {

  /** A job that may have tokens, and the request token that it must show. */
  private record Grant(Job job, String requestToken) {}

  private final String address;
  private final String issuer;
  private final BiFunction<Job, String, String> sign;
  private final Map<String, Grant> grants = new ConcurrentHashMap<>();

  /**
   * Makes the endpoint of an issuer whose server has this address.
   *
   * @param sign signs a job's claims for an audience
   */
  TokenRequests(String address, String issuer, BiFunction<Job, String, String> sign) {
    this.address = address;
    this.issuer = issuer;
    this.sign = sign;
  }

  FakeJob allow(FakeJob running, Job job) {
    // The empty segment is GitHub's own: a client that tidies addresses fails there, and so here.
    var path = "/1//idtoken/%s/%s".formatted(UUID.randomUUID(), UUID.randomUUID());
    var requestToken = "request-token-" + UUID.randomUUID();
    grants.put(path, new Grant(job, requestToken));
    return running.mayAskForTokens(address + path + "?api-version=2.0", requestToken);
  }

  /** Answers a job that asks for a token; another request gets nothing. */
  Optional<Answer> answer(HttpExchange exchange) {
    return Optional.ofNullable(grants.get(exchange.getRequestURI().getPath()))
        .map(grant -> answer(exchange, grant));
  }

  private Answer answer(HttpExchange exchange, Grant grant) {
    var shown = exchange.getRequestHeaders().getFirst("authorization");
    if (!("Bearer " + grant.requestToken()).equals(shown)) {
      return Answer.refusal(401, "This is not the request token of this job");
    }
    var audience = audience(exchange).orElseGet(() -> grant.job().usualAudience(issuer));
    var token = sign.apply(grant.job(), audience);
    return Answer.json(
        JSONObjectUtils.toJSONString(Map.of("count", token.length(), "value", token)));
  }

  private static Optional<String> audience(HttpExchange exchange) {
    var query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    return Stream.of(query.split("&", -1))
        .filter(parameter -> parameter.startsWith("audience="))
        .map(parameter -> URLDecoder.decode(parameter.substring("audience=".length()), UTF_8))
        .filter(audience -> !audience.isEmpty())
        .findFirst();
  }
}
