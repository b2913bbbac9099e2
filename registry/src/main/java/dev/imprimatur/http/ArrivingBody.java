package dev.imprimatur.http;

import dev.imprimatur.limits.Limits;
import dev.imprimatur.problem.RequestProblem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * A request body that is refused once it comes too slowly. A limit of silence is not enough: a byte
 * now and then would hold the connection, and what it was let in for, for ever.
 */
final class ArrivingBody extends FilterInputStream {
  private final LongSupplier nanoTime;
  private final Limits.Requests limits;
  private final long begunNanos;
  private long bytes;

  ArrivingBody(InputStream in, LongSupplier nanoTime, Limits.Requests limits) {
    super(in);
    this.nanoTime = nanoTime;
    this.limits = limits;
    this.begunNanos = nanoTime.getAsLong();
  }

  @Override
  public int read() throws IOException {
    try {
      int read = super.read();
      count(read < 0 ? 0 : 1);
      return read;
    } catch (IOException e) {
      throw unlessSilent(e);
    }
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      int read = super.read(buffer, offset, length);
      count(Math.max(read, 0));
      return read;
    } catch (IOException e) {
      throw unlessSilent(e);
    }
  }

  private void count(int more) {
    bytes += more;
    long seconds = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - begunNanos);
    long grace = limits.idle().toSeconds();
    if (seconds > grace && bytes < (seconds - grace) * limits.pace()) {
      throw tooSlow();
    }
  }

  /** Translates what the server throws when a connection was silent for too long. */
  private IOException unlessSilent(IOException e) {
    if (e.getCause() instanceof TimeoutException) {
      throw tooSlow();
    }
    return e;
  }

  private RuntimeException tooSlow() {
    return new RequestProblem.BodyTooSlow(limits.idle(), limits.pace()).asException();
  }
}
