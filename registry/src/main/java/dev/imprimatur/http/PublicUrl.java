package dev.imprimatur.http;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * The address at which clients find this registry. npm 12 takes a tarball only from exactly the
 * address at which it asked for the packument, so every answer must name the right one; and the
 * sender must not choose it, or a shared cache would hand their choice to others.
 */
public final class PublicUrl {
  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d{1,5})?");

  /** The length of a host with its port; longer names do not exist (RFC 1035, section 2.3.4). */
  private static final int HOST_LENGTH_MAX = 261;

  private final URI url;
  private final boolean configured;

  /** Set when the operator was told that others find this registry under another address. */
  private final AtomicBoolean told = new AtomicBoolean();

  private PublicUrl(URI url, boolean configured) {
    this.url = url;
    this.configured = configured;
  }

  /** Takes the one address that the operator configured, without a slash at its end. */
  public static PublicUrl configured(URI url) {
    return new PublicUrl(url, true);
  }

  /** Serves this machine only, by any of its own names. */
  public static PublicUrl thisMachine(int port) {
    return new PublicUrl(URI.create("http://localhost:" + port), false);
  }

  /** Returns the address as this client knows it, with a slash at its end. */
  public String seenBy(Request request) {
    if (!configured) {
      var host = request.header("host").filter(name -> LOOPBACK.matcher(name).matches());
      if (host.isPresent()) {
        return "http://" + host.get() + "/";
      }
    }
    return url + "/";
  }

  /**
   * Returns whether a browser says that one of our own pages sent this request. Every browser of
   * now says it in a header that no page can set (Fetch Metadata, section 2.2), at least where we
   * are reached by TLS; older ones name the origin of the page. Whoever says neither is no page.
   */
  public boolean isSentByOwnPage(Request request) {
    var site = request.header("sec-fetch-site");
    var origin = request.header("origin");
    boolean own = origin.filter(originSeenBy(request)::equalsIgnoreCase).isPresent();
    return site.isPresent() ? site.get().equals("same-origin") && (origin.isEmpty() || own) : own;
  }

  /** Returns the scheme, host and port of our pages as this client knows them. */
  public String originSeenBy(Request request) {
    var seen = URI.create(seenBy(request));
    return seen.getScheme() + "://" + seen.getRawAuthority();
  }

  /**
   * Warns a client that came by another address than the one in our answers: all goes well until it
   * fetches a tarball. A proxy may hide the address; then nothing is said, nor to this machine
   * itself, by whose name a proxy beside us often calls us.
   */
  Optional<String> mistaken(Request request) {
    return request.header("forwarded").isPresent()
        ? Optional.empty()
        : hostOf(request).flatMap(this::mistaken);
  }

  /**
   * Warns the operator, and once: where no address is configured, only this machine can connect, so
   * that whoever came by another name came through a proxy, whose address only the operator knows.
   */
  Optional<String> missing(Request request) {
    return configured || mistaken(request).isEmpty() || told.getAndSet(true)
        ? Optional.empty()
        : Optional.of(
            ("Clients come by %s, and all of them are told that tarballs are at %s/: set publicUrl"
                    + " to the address by which they come.")
                .formatted(shown(hostOf(request).orElse("")), url));
  }

  private static Optional<String> hostOf(Request request) {
    return request.header("x-forwarded-host").or(() -> request.header("host"));
  }

  /** Warns of a host as it stands in a request. */
  Optional<String> mistaken(String host) {
    var ours = url.getRawAuthority();
    boolean right =
        host.equalsIgnoreCase(ours)
            || withoutUsualPort(host).equalsIgnoreCase(ours)
            || LOOPBACK.matcher(host).matches();
    if (right) {
      return Optional.empty();
    }
    var words =
        configured
            ? "You came by %s, and this registry's address is %s/; set that in your .npmrc, or"
                + " installing fails."
            : "You came by %s, and this registry says that its tarballs are at %s/, where you will"
                + " not find them; tell its operator to set publicUrl.";
    return Optional.of(words.formatted(shown(host), url));
  }

  private static String shown(String host) {
    return host.substring(0, Math.min(host.length(), HOST_LENGTH_MAX))
        .replaceAll("[^\\w.:\\[\\]-]", "?");
  }

  private String withoutUsualPort(String host) {
    var port = "https".equals(url.getScheme()) ? ":443" : ":80";
    return host.endsWith(port) ? host.substring(0, host.length() - port.length()) : host;
  }

  /** Its path without a slash at its end: {@code ""}, {@code /npm}. */
  public String basePath() {
    return Optional.ofNullable(url.getRawPath()).orElse("");
  }

  /**
   * The audiences that clients ask CI systems for: {@code npm:} and the host, from npm and pnpm
   * without its port, from yarn with it.
   */
  public List<String> audiences() {
    var hosts = configured ? List.of(url.getHost()) : List.of("localhost", "127.0.0.1", "[::1]");
    var audiences = new ArrayList<String>();
    for (var host : hosts) {
      audiences.add("npm:" + host);
      if (url.getPort() >= 0) {
        audiences.add("npm:" + host + ":" + url.getPort());
      }
    }
    return List.copyOf(audiences);
  }

  /**
   * Warns the operator if something else may answer at this host, by another port or path: CI
   * systems are asked for a token for the host, so the same one is good at both.
   */
  public Optional<String> sharing() {
    return configured && (url.getPort() >= 0 || !basePath().isEmpty())
        ? Optional.of(
            ("An identity token for this registry is one for every registry at %s, whatever its"
                    + " port or path; give it a host name of its own unless you trust them all.")
                .formatted(url.getHost()))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return url.toString();
  }
}
