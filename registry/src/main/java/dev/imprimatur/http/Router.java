package dev.imprimatur.http;

import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.RequestProblem;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The way of a request through the gate to the route that answers it.
 *
 * @param <D> what a request demands
 * @param <C> whom the gate has recognised
 */
public final class Router<D, C> {
  private final List<Route<D, C>> routes;
  private final Authorizer<D, C> gate;
  private final String basePath;
  private final LongBodies longBodies;
  private final RequestQuotas quotas;

  /**
   * Routes to these; of two that match, the first answers.
   *
   * @param basePath the path of the public URL without its last slash: {@code ""}, {@code /npm}
   * @param longBodies answers requests that were let in with much to read
   * @param quotas counts requests of some kinds
   */
  public Router(
      List<Route<D, C>> routes,
      Authorizer<D, C> gate,
      String basePath,
      LongBodies longBodies,
      RequestQuotas quotas) {
    this.routes = List.copyOf(routes);
    this.gate = gate;
    this.basePath = basePath;
    this.longBodies = longBodies;
    this.quotas = quotas;
  }

  /** A route that matches a request, with the parameters of its path. */
  private record Match<D, C>(Route<D, C> route, Map<String, String> parameters) {}

  Reply answer(Request request) throws IOException {
    var match =
        find(request)
            .orElseThrow(() ->
                new RequestProblem.NoSuchAddress(request.method(), request.rawPath())
                    .asException());
    var route = match.route();
    request.note("route", route.path().toString());
    if (route.traits().noticed()) {
      request.noticeRefusals();
    }
    request.matched(match.parameters());
    var quota = route.traits().quota();
    quota.ifPresent(its -> quotas.takeOfAddress(its, request.address()));
    var caller = gate.admit(route.action().apply(request), request);
    quota.ifPresent(
        its -> gate.account(caller).ifPresent(account -> quotas.takeOfAccount(its, account)));
    return longBodies.answer(request, () -> route.handler().answer(request, caller));
  }

  /** Completes a refusal by what only the gate knows. */
  Problem completed(Problem problem, Request request, String base) {
    return gate.completed(problem, request, base);
  }

  private Optional<Match<D, C>> find(Request request) {
    var path = request.rawPath();
    boolean inside = path.startsWith(basePath + "/") || path.equals(basePath);
    var local = inside ? path.substring(basePath.length()) : path;
    return find(request, local, inside)
        // A slash too many at its end means the same to whoever wrote it.
        .or(() ->
            local.length() > 1 && local.endsWith("/")
                ? find(request, local.substring(0, local.length() - 1), inside)
                : Optional.empty());
  }

  private Optional<Match<D, C>> find(Request request, String path, boolean inside) {
    var segments = PathPattern.split(path);
    for (var route : routes) {
      if (request.is(route.method())
          && (inside || route.traits().alsoAtHostRoot())
          && (!route.traits().forBrowsers() || request.prefersHtml())) {
        var parameters = route.path().match(segments);
        if (parameters.isPresent()) {
          return Optional.of(new Match<>(route, parameters.get()));
        }
      }
    }
    return Optional.empty();
  }
}
