package dev.imprimatur.outbound;

import dev.imprimatur.outbound.Ask.Reach;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The client for requests to others, with little patience and no trust: it follows no redirect,
 * keeps no cookie, unpacks nothing, and reads no more than it was told.
 *
 * <p>An address is checked when connecting: the host is looked up once, and the connection goes to
 * the address that was found and checked. So a name gains nothing by resolving to one address when
 * it is checked and to another when it is used.
 *
 * <p>An HTTP proxy looks names up itself, and must keep us out of private networks.
 */
public final class Outbound implements AutoCloseable {
  private static final int THREADS_MAX = 12;

  /**
   * The most look-ups at one time; one can take far longer than anybody waits for it, and keeps its
   * thread.
   */
  private static final int LOOK_UPS_MAX = 64;

  private static final int HEADERS_BYTES_MAX = 16 * 1024;

  private final Resolver resolver;
  private final Optional<URI> proxy;

  /** Started when they are first needed; guarded by this object's lock. */
  private final Map<Reach, HttpClient> clients = new EnumMap<>(Reach.class);

  /** Makes a client that reaches others directly. */
  public Outbound(Resolver resolver) {
    this.resolver = resolver;
    this.proxy = Optional.empty();
  }

  /** Makes a client that reaches others through an HTTP proxy at this address. */
  public Outbound(Resolver resolver, URI proxy) {
    this.resolver = resolver;
    this.proxy = Optional.of(proxy);
  }

  /**
   * Gets a document.
   *
   * @throws IOException when there is no answer, or one that is too long; the message says why
   */
  public Answer get(Ask ask) throws IOException {
    return send(ask, request(ask).headers(head -> head.put(HttpHeader.ACCEPT, "application/json")));
  }

  /**
   * Gets a document that only those are given who send these headers.
   *
   * @throws IOException when there is no answer, or one that is too long; the message says why
   */
  public Answer get(Ask ask, Map<String, String> headers) throws IOException {
    var request = request(ask).headers(head -> head.put(HttpHeader.ACCEPT, "application/json"));
    return send(ask, request.headers(head -> headers.forEach(head::put)));
  }

  /**
   * Posts the fields of a form, encoded already.
   *
   * @throws IOException when there is no answer, or one that is too long; the message says why
   */
  public Answer postForm(Ask ask, Map<String, String> headers, String form) throws IOException {
    var body = form.getBytes(StandardCharsets.US_ASCII);
    var request =
        request(ask)
            .method(HttpMethod.POST)
            .body(new BytesRequestContent("application/x-www-form-urlencoded", body))
            .headers(head -> head.put(HttpHeader.ACCEPT, "application/json"))
            .headers(head -> headers.forEach(head::put));
    return send(ask, request);
  }

  /**
   * Posts JSON.
   *
   * @throws IOException when there is no answer, or one that is too long; the message says why
   */
  public Answer post(Ask ask, Map<String, String> headers, byte[] json) throws IOException {
    var request =
        request(ask)
            .method(HttpMethod.POST)
            .body(new BytesRequestContent("application/json", json))
            .headers(head -> headers.forEach(head::put));
    return send(ask, request);
  }

  /**
   * Posts JSON, and reads nothing of the answer but its status.
   *
   * @throws IOException when there is no answer; the message says why
   */
  public int tell(Ask ask, Map<String, String> headers, byte[] json) throws IOException {
    var request =
        request(ask)
            .method(HttpMethod.POST)
            .body(new BytesRequestContent("application/json", json))
            .headers(head -> headers.forEach(head::put));
    var answer = new InputStreamResponseListener();
    request.send(answer);
    try {
      int status = answer.get(ask.patience().toMillis() * 2, TimeUnit.MILLISECONDS).getStatus();
      answer.getInputStream().close();
      return status;
    } catch (TimeoutException e) {
      var _ = request.abort(e);
      throw tooSlow(ask, e);
    } catch (ExecutionException e) {
      throw failure(ask, e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(request, e);
    }
  }

  private static IOException interrupted(Request request, InterruptedException e) {
    Thread.currentThread().interrupt();
    var _ = request.abort(e);
    return new IOException("the server is stopping", e);
  }

  @Override
  public synchronized void close() {
    clients.values().forEach(Outbound::stop);
    clients.clear();
  }

  private Request request(Ask ask) throws IOException {
    if (ask.reach() == Reach.PUBLIC && !"https".equals(ask.address().getScheme())) {
      throw new IOException("it must speak https, unless it is configured as internal");
    }
    return client(ask.reach())
        .newRequest(ask.address())
        .timeout(ask.patience().toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Answer send(Ask ask, Request request) throws IOException {
    try {
      var answer =
          new CompletableResponseListener(request, ask.bytesMax())
              .send()
              .get(ask.patience().toMillis() * 2, TimeUnit.MILLISECONDS);
      return answer(answer);
    } catch (TimeoutException e) {
      var _ = request.abort(e);
      throw tooSlow(ask, e);
    } catch (ExecutionException e) {
      throw failure(ask, e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(request, e);
    }
  }

  private static Answer answer(ContentResponse response) {
    var type = response.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return new Answer(
        response.getStatus(), type == null ? "" : type, ByteBuffer.wrap(response.getContent()));
  }

  private static IOException failure(Ask ask, Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof TimeoutException) {
        return tooSlow(ask, cause);
      }
      if (each instanceof PrivateAddressException) {
        return new IOException("its host has an address in a private network", cause);
      }
    }
    return new IOException("it cannot be reached, or sends too much", cause);
  }

  private static IOException tooSlow(Ask ask, Throwable cause) {
    return new IOException(
        "it did not answer within %d ms".formatted(ask.patience().toMillis()), cause);
  }

  /** A host with a private address where a public one was expected. */
  private static final class PrivateAddressException extends IOException {
    PrivateAddressException() {
      super("A private address");
    }
  }

  private synchronized HttpClient client(Reach reach) {
    return clients.computeIfAbsent(reach, this::started);
  }

  private HttpClient started(Reach reach) {
    var client = new HttpClient();
    client.setName("outbound-" + reach);
    client.setExecutor(threads("outbound", THREADS_MAX));
    client.setFollowRedirects(false);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    client.setUserAgentField(null);
    client.setMaxResponseHeadersSize(HEADERS_BYTES_MAX);
    // A look-up may be slow, which counts against the patience, and must not block other look-ups.
    var lookUps = threads("look-up", LOOK_UPS_MAX);
    client.addBean(lookUps);
    client.setSocketAddressResolver((host, port, context, promise) ->
        lookUps.execute(() -> resolve(reach, host, port, promise)));
    proxy.ifPresent(address ->
        client
            .getProxyConfiguration()
            .addProxy(new HttpProxy(address.getHost(), address.getPort())));
    try {
      client.start();
    } catch (Exception e) {
      throw new IllegalStateException("The client for requests to others does not start", e);
    }
    // A compressed answer could be far larger than it seems.
    client.getContentDecoderFactories().clear();
    return client;
  }

  private void resolve(
      Reach reach, String host, int port, Promise<List<InetSocketAddress>> promise) {
    try {
      promise.succeeded(
          addresses(reach, host).stream()
              .map(address -> new InetSocketAddress(address, port))
              .toList());
    } catch (IOException | RuntimeException e) {
      promise.failed(e);
    }
  }

  private List<InetAddress> addresses(Reach reach, String host) throws IOException {
    // IPv6 addresses stand in brackets in a URL, and nowhere else.
    var found = resolver.addresses(host.replaceAll("^\\[|\\]$", ""));
    if (found.isEmpty()) {
      throw new UnknownHostException(host);
    }
    boolean isProxy = proxy.filter(address -> address.getHost().equals(host)).isPresent();
    if (reach == Reach.PUBLIC && !isProxy && !found.stream().allMatch(PublicAddress::is)) {
      throw new PrivateAddressException();
    }
    return found;
  }

  private static QueuedThreadPool threads(String name, int most) {
    var threads = new QueuedThreadPool(most, 1);
    threads.setName(name);
    threads.setDaemon(true);
    return threads;
  }

  private static void stop(HttpClient client) {
    try {
      client.stop();
    } catch (Exception e) {
      throw new IllegalStateException("The client for requests to others does not stop", e);
    }
  }
}
