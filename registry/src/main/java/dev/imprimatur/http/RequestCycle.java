package dev.imprimatur.http;

import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** One request on its way through the server, from its headers to its line in the log. */
final class RequestCycle {
  private static final int FILE_BUFFER_BYTES = 128 * 1024;

  private final Request request;
  private final org.eclipse.jetty.server.Request incoming;
  private final Response response;
  private final Callback callback;
  private final HttpServer.Parts parts;

  RequestCycle(Request request, Response response, Callback callback, HttpServer.Parts parts) {
    this.request = request;
    this.incoming = response.getRequest();
    this.response = response;
    this.callback = callback;
    this.parts = parts;
  }

  /** Sends an answer that is in memory, without waiting for it to arrive. */
  void answerAtOnce(Reply reply) {
    sendHead(reply);
    var sent =
        Callback.from(
            () -> {
              ended(reply);
              callback.succeeded();
            },
            this::cutOff);
    switch (reply.body()) {
      case Reply.Body.None() -> response.write(true, null, sent);
      case Reply.Body.Bytes(var bytes) -> response.write(true, bytes.duplicate(), sent);
      case Reply.Body.File _ -> throw new IllegalStateException("A file is not in memory");
    }
  }

  /** Refuses a request that is not looked at, without waiting for the answer to arrive. */
  void refuseAtOnce(Problem problem, Header header) {
    answerAtOnce(refusal(problem).with(header));
  }

  /** Finds the answer and sends it; may wait. */
  void answer(Router<?, ?> router) {
    try {
      send(answerOf(router));
    } catch (EofException e) {
      cutOff(e);
    }
  }

  /** Sends an answer; may wait. */
  void send(Reply reply) {
    switch (reply.body()) {
      case Reply.Body.None() -> send(reply, () -> write(null));
      case Reply.Body.Bytes(var bytes) -> send(reply, () -> write(bytes.duplicate()));
      case Reply.Body.File(var file, var bytes) -> sendFile(reply, file, bytes);
    }
  }

  /** Sends what follows the headers. */
  private interface BodySender {
    void send() throws IOException;
  }

  private void send(Reply reply, BodySender body) {
    try {
      sendHead(reply);
      body.send();
    } catch (Throwable e) {
      // The connection is gone, or broke in the middle of an answer: there is nobody to tell.
      cutOff(e);
      return;
    }
    ended(reply);
    try {
      readOn();
      callback.succeeded();
    } catch (Throwable e) {
      // The client has its answer, and nobody needed what it did not send.
      callback.failed(e);
    }
  }

  private void sendFile(Reply reply, Path file, long bytes) {
    try (var channel = FileChannel.open(file)) {
      send(reply, () -> copy(channel, bytes));
    } catch (IOException e) {
      RequestLog.broke(request, e);
      send(Problems.broken(request.id()));
    }
  }

  private Reply answerOf(Router<?, ?> router) throws EofException {
    try {
      return answerOrRefusal(router);
    } catch (EofException e) {
      throw e;
    } catch (Throwable e) {
      // Errors too: whatever it is, a client must not wait for an answer that never comes.
      if (e.getCause() instanceof EofException gone) {
        throw gone;
      }
      RequestLog.broke(request, e);
      return Problems.broken(request.id());
    }
  }

  private Reply answerOrRefusal(Router<?, ?> router) throws IOException {
    try {
      return router.answer(request);
    } catch (ProblemException e) {
      return refusal(router.completed(e.problem(), request, parts.url().seenBy(request)));
    }
  }

  private Reply refusal(Problem problem) {
    request.note("problem", problem.code());
    if (request.prefersHtml()) {
      return Problems.withPause(parts.pages().page(problem, Problems.status(problem)), problem);
    }
    var base = parts.url().seenBy(request);
    var reply = Problems.reply(problem, request.id(), base);
    return request.refusalsNoticed() ? reply.with(Problems.notice(problem, base)) : reply;
  }

  /**
   * Adds what only this client is told. A cache that others share would tell it to all of them, in
   * words that a forged header has chosen, and so it must not keep an answer with a notice.
   */
  private void sendNotices(HttpFields.Mutable headers) {
    var mistaken = parts.url().mistaken(request);
    if (mistaken.isEmpty() && request.told().isEmpty()) {
      return;
    }
    mistaken.ifPresent(notice -> headers.add("npm-notice", notice));
    request.told().forEach(notice -> headers.add("npm-notice", notice));
    var caching = headers.get(HttpHeader.CACHE_CONTROL);
    if (caching != null) {
      headers.put(HttpHeader.CACHE_CONTROL, caching.replace("public", "private"));
    }
  }

  private void sendHead(Reply reply) {
    response.setStatus(reply.status());
    var headers = response.getHeaders();
    for (var header : Reply.GUARDS) {
      headers.put(header.name(), header.value());
    }
    for (var header : reply.headers()) {
      // npm shows each of its notices, and a browser keeps each of its cookies.
      if (header.name().equals("npm-notice") || header.name().equals("set-cookie")) {
        headers.add(header.name(), header.value());
      } else {
        headers.put(header.name(), header.value());
      }
    }
    sendNotices(headers);
    parts.url().missing(request).ifPresent(RequestLog::forOperator);
    parts.clients().unnamed(incoming).ifPresent(RequestLog::forOperator);
    switch (reply.body()) {
      case Reply.Body.None() -> {}
      case Reply.Body.Bytes(var bytes) -> headers.put(HttpHeader.CONTENT_LENGTH, bytes.remaining());
      case Reply.Body.File(_, var bytes) -> headers.put(HttpHeader.CONTENT_LENGTH, bytes);
    }
  }

  private void copy(FileChannel channel, long bytes) throws IOException {
    if (incoming.getMethod().equals("HEAD")) {
      write(null);
      return;
    }
    int size = (int) Math.min(bytes, FILE_BUFFER_BYTES);
    var pooled = incoming.getComponents().getByteBufferPool().acquire(size, true);
    try {
      var buffer = pooled.getByteBuffer();
      for (long left = bytes; left > 0; left -= buffer.limit()) {
        buffer.clear().limit((int) Math.min(left, size));
        while (buffer.hasRemaining()) {
          if (channel.read(buffer) < 0) {
            throw new IOException("A blob is shorter than it was");
          }
        }
        buffer.flip();
        Content.Sink.write(response, left == buffer.limit(), buffer.duplicate());
      }
    } finally {
      pooled.release();
    }
  }

  private void write(@Nullable ByteBuffer lastBytes) throws IOException {
    Content.Sink.write(response, true, lastBytes);
  }

  /**
   * Reads what the client is still sending. To hang up now would reset the connection, and the
   * client would see a broken pipe in place of the reason for the refusal. But it can keep us no
   * longer than it could by being silent.
   */
  private void readOn() throws IOException {
    if (incoming.getLength() == 0 || incoming.getHeaders().contains(HttpHeader.EXPECT)) {
      return;
    }
    var unwanted = org.eclipse.jetty.server.Request.asInputStream(incoming);
    var buffer = new byte[64 * 1024];
    long begun = parts.nanoTime().getAsLong();
    long nanosMax = parts.limits().idle().toNanos();
    long bytes = 0;
    for (int read = 0; read >= 0; bytes += read) {
      if (bytes >= parts.limits().unwantedBytesMax()
          || parts.nanoTime().getAsLong() - begun > nanosMax) {
        return;
      }
      read = unwanted.read(buffer);
    }
  }

  private void ended(Reply reply) {
    RequestLog.ended(request, reply.status(), duration());
  }

  private void cutOff(Throwable why) {
    RequestLog.cutOff(request, duration());
    callback.failed(why);
  }

  private Duration duration() {
    return Duration.ofNanos(parts.nanoTime().getAsLong() - incoming.getBeginNanoTime());
  }
}
