package dev.imprimatur.http;

import dev.imprimatur.limits.Quota;
import java.util.Optional;
import java.util.function.Function;

/**
 * An address and its handler. A route cannot be made without a demand, so none can be forgotten at
 * the gate.
 *
 * @param <D> what a request demands
 * @param <C> whom the gate has recognised
 */
public record Route<D, C>(
    Method method,
    PathPattern path,
    Function<Request, D> action,
    Handler<C> handler,
    Traits traits) {

  /**
   * The traits that set a route apart from most.
   *
   * @param forBrowsers whether it answers only clients that prefer HTML
   * @param noticed whether refusals go into a {@code npm-notice} header too, because npm would keep
   *     them from its user
   * @param alsoAtHostRoot whether it answers outside the path of the public URL, because npm drops
   *     that path from its address
   * @param quota the kind of request, if there is a quota of those
   */
  public record Traits(
      boolean forBrowsers, boolean noticed, boolean alsoAtHostRoot, Optional<Quota> quota) {
    static final Traits NONE = new Traits(false, false, false, Optional.empty());
  }

  public static <D, C> Route<D, C> route(
      Method method, String path, Function<Request, D> action, Handler<C> handler) {
    return new Route<>(method, PathPattern.of(path), action, handler, Traits.NONE);
  }

  public Route<D, C> forBrowsers() {
    return with(new Traits(true, traits.noticed, traits.alsoAtHostRoot, traits.quota));
  }

  public Route<D, C> noticed() {
    return with(new Traits(traits.forBrowsers, true, traits.alsoAtHostRoot, traits.quota));
  }

  public Route<D, C> alsoAtHostRoot() {
    return with(new Traits(traits.forBrowsers, traits.noticed, true, traits.quota));
  }

  /** Counts its requests with others of this kind. */
  public Route<D, C> within(Quota quota) {
    return with(
        new Traits(traits.forBrowsers, traits.noticed, traits.alsoAtHostRoot, Optional.of(quota)));
  }

  private Route<D, C> with(Traits changed) {
    return new Route<>(method, path, action, handler, changed);
  }
}
