package dev.imprimatur.testkit.sigstore;

import java.util.ArrayList;
import java.util.List;

/** The tree over what a log has taken in (RFC 6962, section 2.1). Its owner guards it. */
final class MerkleTree {
  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  private final List<byte[]> leaves = new ArrayList<>();

  static byte[] leafHash(byte[] entry) {
    return EcKeyPair.sha256(LEAF, entry);
  }

  /** Takes an entry in, and says where it stands. */
  int append(byte[] entry) {
    leaves.add(leafHash(entry));
    return leaves.size() - 1;
  }

  int size() {
    return leaves.size();
  }

  byte[] root() {
    return root(leaves);
  }

  /** Returns the hashes that lead from a leaf to the root, from the leaf upwards. */
  List<byte[]> path(int index) {
    return path(index, leaves);
  }

  private static List<byte[]> path(int index, List<byte[]> part) {
    if (part.size() == 1) {
      return new ArrayList<>();
    }
    int split = Integer.highestOneBit(part.size() - 1);
    var left = part.subList(0, split);
    var right = part.subList(split, part.size());
    var path = index < split ? path(index, left) : path(index - split, right);
    path.add(root(index < split ? right : left));
    return path;
  }

  private static byte[] root(List<byte[]> part) {
    if (part.size() == 1) {
      return part.getFirst();
    }
    int split = Integer.highestOneBit(part.size() - 1);
    return EcKeyPair.sha256(
        NODE, root(part.subList(0, split)), root(part.subList(split, part.size())));
  }
}
