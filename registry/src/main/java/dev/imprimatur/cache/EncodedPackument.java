package dev.imprimatur.cache;

import dev.imprimatur.packages.StoredTarball;
import dev.imprimatur.packages.Visibility;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A packument as bytes, made once for every change of its package.
 *
 * @param revision of the package when it was made
 * @param tarballs by the file names in their addresses
 */
public record EncodedPackument(
    Visibility visibility,
    long revision,
    Form full,
    Form abbreviated,
    Map<String, StoredTarball> tarballs) {

  public EncodedPackument {
    tarballs = Map.copyOf(tarballs);
  }

  /**
   * One of its two documents, as it is and gzipped. Each has a strong entity tag of its own (RFC
   * 9110, section 8.8.3), as their bytes differ. The buffers are shared; read a duplicate.
   */
  public record Form(ByteBuffer plain, String plainTag, ByteBuffer gzip, String gzipTag) {}

  long bytes() {
    int each = 200;
    return (long) full.plain().capacity()
        + full.gzip().capacity()
        + abbreviated.plain().capacity()
        + abbreviated.gzip().capacity()
        + (long) tarballs.size() * each;
  }
}
