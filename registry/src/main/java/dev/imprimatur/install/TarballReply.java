package dev.imprimatur.install;

import dev.imprimatur.blobs.Blob;
import dev.imprimatur.blobs.Blobs;
import dev.imprimatur.blobs.Digest;
import dev.imprimatur.cache.EncodedPackument;
import dev.imprimatur.cache.TarballCache;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.http.Header;
import dev.imprimatur.http.Reply;
import dev.imprimatur.packages.StoredTarball;
import dev.imprimatur.packages.Visibility;
import java.util.List;
import java.util.Optional;

/**
 * The reply with a tarball. Its address has its version in it and never means other bytes, so
 * whoever has it need never ask again.
 */
public final class TarballReply {
  private static final Header TYPE = new Header("content-type", "application/octet-stream");
  private static final Header NO_SNIFF = new Header("x-content-type-options", "nosniff");
  private static final String FOR_EVER = "max-age=31536000, immutable";
  private static final Header FOR_ANYONE = new Header("cache-control", "public, " + FOR_EVER);
  private static final Header FOR_ONE = new Header("cache-control", "private, " + FOR_EVER);

  private final Blobs blobs;
  private final TarballCache tarballs;

  public TarballReply(Blobs blobs, TarballCache tarballs) {
    this.blobs = blobs;
    this.tarballs = tarballs;
  }

  /** Returns the answer if there is such a tarball and it need not be read first; never waits. */
  Optional<Reply> fresh(EncodedPackument ready, String file) {
    return blob(ready, file)
        .flatMap(blob ->
            tarballs
                .fresh(blob)
                .map(bytes -> Reply.bytes(bytes, headers(ready.visibility())))
                .or(() ->
                    tarballs.wants(blob)
                        ? Optional.empty()
                        : Optional.of(of(blob, ready.visibility()))));
  }

  /** Returns the answer if there is such a tarball. */
  Optional<Reply> of(EncodedPackument ready, String file) {
    return Optional.ofNullable(ready.tarballs().get(file))
        .map(tarball -> of(tarball, ready.visibility()));
  }

  /** Returns the answer with a tarball that was looked up alone. */
  Reply of(StoredTarball tarball, Visibility visibility) {
    var blob = blob(tarball);
    return tarballs.wants(blob)
        ? Reply.bytes(tarballs.get(blob), headers(visibility))
        : of(blob, visibility);
  }

  private static Reply of(Blob blob, Visibility visibility) {
    return Reply.file(blob.file(), blob.bytes(), headers(visibility));
  }

  private Optional<Blob> blob(EncodedPackument ready, String file) {
    return Optional.ofNullable(ready.tarballs().get(file)).map(this::blob);
  }

  private Blob blob(StoredTarball tarball) {
    return blobs.kept(new Digest(tarball.integrity().hex()), tarball.bytes());
  }

  private static List<Header> headers(Visibility visibility) {
    var caching = Gate.anyoneMayRead(visibility) ? FOR_ANYONE : FOR_ONE;
    return List.of(TYPE, caching, NO_SNIFF);
  }
}
