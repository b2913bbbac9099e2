package dev.imprimatur.http;

import dev.imprimatur.problem.RequestProblem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request body that is refused once it turns out to be longer than it may be. */
final class BoundedBody extends FilterInputStream {
  private final long bytesMax;
  private long bytes;

  BoundedBody(InputStream in, long bytesMax) {
    super(in);
    this.bytesMax = bytesMax;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    count(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    count(Math.max(read, 0));
    return read;
  }

  /**
   * Leaves the connection alone. To close its stream early would break off the answer that says
   * why; {@link RequestCycle} reads what was not read.
   */
  @Override
  public void close() {}

  private void count(int more) {
    bytes += more;
    if (bytes > bytesMax) {
      throw new RequestProblem.BodyTooLarge("A request body", bytesMax).asException();
    }
  }
}
