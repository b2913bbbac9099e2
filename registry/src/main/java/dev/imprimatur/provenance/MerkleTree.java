package dev.imprimatur.provenance;

import java.util.List;
import java.util.Optional;

/** The hashes of a log's tree (RFC 6962, section 2.1). */
final class MerkleTree {
  private static final Bytes LEAF = Bytes.ofNumber(0, 1);
  private static final Bytes NODE = Bytes.ofNumber(1, 1);

  private MerkleTree() {}

  /**
   * The root that a leaf and the path from it lead to (RFC 9162, section 2.1.3.2); empty if there
   * is no such leaf in a tree of this size, or its path has another length.
   */
  static Optional<Bytes> root(Bytes leaf, long index, long treeSize, List<Bytes> path) {
    if (index < 0 || index >= treeSize) {
      return Optional.empty();
    }
    long at = index;
    long last = treeSize - 1;
    var hash = Bytes.concat(LEAF, leaf).sha256();
    for (var other : path) {
      if (last == 0) {
        return Optional.empty();
      }
      if ((at & 1) == 1 || at == last) {
        hash = node(other, hash);
        while ((at & 1) == 0 && at != 0) {
          at >>= 1;
          last >>= 1;
        }
      } else {
        hash = node(hash, other);
      }
      at >>= 1;
      last >>= 1;
    }
    return last == 0 ? Optional.of(hash) : Optional.empty();
  }

  private static Bytes node(Bytes left, Bytes right) {
    return Bytes.concat(NODE, left, right).sha256();
  }
}
