package dev.imprimatur.http;

import dev.imprimatur.ids.Ids;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.RequestProblem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpCompliance.Violation;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The open port. What can be answered from memory is answered on the thread that reads the
 * connections; everything else gets a virtual thread of its own, where it may wait.
 */
public final class HttpServer implements AutoCloseable {
  /** The pages that tell a person in a browser what a package manager is told as JSON. */
  public interface ProblemPages {
    Reply page(Problem problem, int status);
  }

  private static final String BEGUN = HttpServer.class.getName() + ".begun";

  /**
   * The rule that only CRLF ends a line: a proxy that sees no line end where we see one would take
   * two requests for one.
   */
  private static final HttpCompliance ONE_LINE_END =
      HttpCompliance.RFC9110.without(
          "CRLF", Violation.LF_HEADER_TERMINATION, Violation.LF_CHUNK_TERMINATION);

  /** The connections that wait for their turn to be opened; the system may allow fewer. */
  private static final int ACCEPT_QUEUE_SIZE = 1024;

  private static final Duration GOODBYE = Duration.ofSeconds(30);

  private static final String CROWDED = "Too many connections from your address are open.";
  private static final Duration CROWDED_PAUSE = Duration.ofSeconds(5);

  private final Server server;
  private final ServerConnector connector;
  private final ConnectionWatch watch;

  /**
   * The parts of a server.
   *
   * @param pages shows problems to people
   * @param url the address at which clients find it
   * @param threads makes a thread for each request that may wait
   * @param nanoTime tells how long things take
   * @param clients knows where requests come from
   */
  public record Parts(
      Ids ids,
      ProblemPages pages,
      PublicUrl url,
      ThreadFactory threads,
      LongSupplier nanoTime,
      Limits.Requests limits,
      ClientAddresses clients) {}

  private HttpServer(Server server, ServerConnector connector, ConnectionWatch watch) {
    this.server = server;
    this.connector = connector;
    this.watch = watch;
  }

  /**
   * Opens the port; 0 takes any that is free.
   *
   * @throws IOException when the address cannot be had
   */
  public static HttpServer open(
      InetSocketAddress address, Parts parts, FastPath fastPath, Router<?, ?> router)
      throws IOException {
    var threads = new QueuedThreadPool(Math.max(8, Runtime.getRuntime().availableProcessors() * 2));
    threads.setName("http");
    var server = new Server(threads);
    server.setStopTimeout(GOODBYE.toMillis());
    server.setErrorHandler(new Unreadable(parts.ids()));
    // Twice, as connections that are silent for this long are closed anyway.
    var watch = new ConnectionWatch(parts.nanoTime(), parts.limits().idle().multipliedBy(2));
    var addresses = new AddressLimit(parts.limits().connectionsPerAddressMax(), parts.clients());
    var doors = new Doors(watch, addresses);
    server.setHandler(new GracefulHandler(new Entrance(parts, fastPath, router, doors)));
    var connector =
        new ServerConnector(
            server, 1, -1, new HttpConnectionFactory(configuration(parts.limits())));
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    // Java's own 50 are too few for a pipeline that starts a hundred jobs at once: while this
    // server
    // is busy, Linux answers those beyond with a reset, and npm tells its user of a broken
    // registry.
    connector.setAcceptQueueSize(ACCEPT_QUEUE_SIZE);
    connector.setIdleTimeout(parts.limits().idle().toMillis());
    // Jetty would give an upload that pauses only one second, once the server is asked to stop.
    connector.setShutdownIdleTimeout(parts.limits().idle().toMillis());
    connector.addBean(watch);
    connector.addBean(addresses);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(parts.limits().connectionsMax(), connector));
    start(server);
    watch.start(connector.getScheduler());
    return new HttpServer(server, connector, watch);
  }

  public int port() {
    return connector.getLocalPort();
  }

  /** Takes no more requests, and lets those under way finish, within half a minute. */
  @Override
  public void close() {
    watch.stop(connector.getScheduler());
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("The server did not stop cleanly", e);
    }
  }

  private static void start(Server server) throws IOException {
    try {
      server.start();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private static HttpConfiguration configuration(Limits.Requests limits) {
    var http = new HttpConfiguration();
    http.setRequestHeaderSize(limits.headerBytesMax());
    http.setSendServerVersion(false);
    // Names arrive with %2f for their slash; the router reads the raw path and decodes once.
    http.setUriCompliance(UriCompliance.UNSAFE);
    http.setHttpCompliance(ONE_LINE_END);
    return http;
  }

  /** The watchers of the open connections. */
  private record Doors(ConnectionWatch watch, AddressLimit addresses) {}

  /** The choice between fast path and ordinary way; nothing on this thread may wait. */
  private static final class Entrance extends Handler.Abstract.NonBlocking {
    private final Parts parts;
    private final FastPath fastPath;
    private final Router<?, ?> router;
    private final Doors doors;

    Entrance(Parts parts, FastPath fastPath, Router<?, ?> router, Doors doors) {
      this.parts = parts;
      this.fastPath = fastPath;
      this.router = router;
      this.doors = doors;
    }

    @Override
    public boolean handle(
        org.eclipse.jetty.server.Request incoming, Response response, Callback callback) {
      var connection = incoming.getConnectionMetaData().getConnection();
      doors.watch().begun(connection);
      incoming.setAttribute(BEGUN, true);
      // Beforehand, as the next request of this connection may begin as soon as this one is over.
      var ended = Callback.from(() -> doors.watch().ended(connection), callback);
      var request = new Request(incoming, parts);
      var visit = new RequestCycle(request, response, ended, parts);
      if (doors.addresses().isOneTooMany(connection)) {
        visit.refuseAtOnce(
            new RequestProblem.Overloaded(CROWDED, CROWDED_PAUSE),
            new Header("connection", "close"));
        return true;
      }
      var fresh = fastPath.answer(request);
      if (fresh.isEmpty()) {
        parts.threads().newThread(() -> visit.answer(router)).start();
      } else if (fresh.get().body() instanceof Reply.Body.File) {
        parts.threads().newThread(() -> visit.send(fresh.get())).start();
      } else {
        visit.answerAtOnce(fresh.get());
      }
      return true;
    }
  }

  /**
   * The answer to what is not even HTTP, or has more headers than fit; Jetty has chosen the status.
   */
  private static final class Unreadable implements org.eclipse.jetty.server.Request.Handler {
    private final Ids ids;

    Unreadable(Ids ids) {
      this.ids = ids;
    }

    @Override
    public boolean handle(
        org.eclipse.jetty.server.Request incoming, Response response, Callback callback) {
      var id = ids.next();
      var body = Problems.unreadable(response.getStatus(), id);
      // A request that was begun has its line in the log already; it broke, and Jetty reports it
      // here.
      if (incoming.getAttribute(BEGUN) == null) {
        RequestLog.unreadable(id, response.getStatus());
      }
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      response.getHeaders().put(Reply.NOT_STORED.name(), Reply.NOT_STORED.value());
      // Jetty hangs up then, as nobody knows where the next request would begin. A proxy that were
      // not told would send another client's along this connection, and lose it.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
      for (var header : Reply.GUARDS) {
        response.getHeaders().put(header.name(), header.value());
      }
      response.write(true, ByteBuffer.wrap(body), callback);
      return true;
    }
  }
}
