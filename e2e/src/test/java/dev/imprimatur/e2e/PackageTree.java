package dev.imprimatur.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/**
 * The files of a package: what is in its tarball, read by code that is neither a client's nor the
 * registry's, or what a client made of it.
 *
 * @param digests of what is in each, by its path in the package
 */
record PackageTree(Map<String, String> digests) {
  private static final int BLOCK = 512;
  private static final int SIZE = 124;
  private static final int KIND = 156;
  private static final int MAGIC = 257;
  private static final int PREFIX = 345;

  PackageTree {
    digests = Map.copyOf(digests);
  }

  /** What is in a tarball. */
  static PackageTree packed(byte[] tarball) {
    var digests = new TreeMap<String, String>();
    files(tarball).forEach((path, content) -> digests.put(path, Digests.integrity(content)));
    return new PackageTree(digests);
  }

  /** What is in a folder; links do not count, as clients make them of commands. */
  static PackageTree unpacked(Path folder) {
    var digests = new TreeMap<String, String>();
    try {
      var root = folder.toRealPath();
      try (var all = Files.walk(root)) {
        for (var file : all.filter(PackageTree::isFile).toList()) {
          digests.put(
              root.relativize(file).toString(), Digests.integrity(Files.readAllBytes(file)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PackageTree(digests);
  }

  private static boolean isFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** As npm unpacks it, which calls every {@code .gitignore} a {@code .npmignore}. */
  PackageTree asNpmHasIt() {
    var renamed = new TreeMap<>(digests);
    digests.forEach((path, digest) -> {
      if (path.equals(".gitignore") || path.endsWith("/.gitignore")) {
        renamed.remove(path);
        renamed.putIfAbsent(path.replaceFirst("gitignore$", "npmignore"), digest);
      }
    });
    return new PackageTree(renamed);
  }

  /** Without the packages that it brings along. */
  PackageTree withoutBundled() {
    var own = new TreeMap<>(digests);
    own.keySet().removeIf(path -> path.startsWith("node_modules/"));
    return new PackageTree(own);
  }

  /** The files that only one of the two has, or that differ. */
  Set<String> differences(PackageTree other) {
    var paths = new TreeSet<>(digests.keySet());
    paths.addAll(other.digests.keySet());
    paths.removeIf(path -> Objects.equals(digests.get(path), other.digests.get(path)));
    return paths;
  }

  /** The manifest that a tarball must have. */
  static String packageJson(byte[] tarball) {
    var content = Optional.ofNullable(files(tarball).get("package.json"));
    return new String(content.orElseThrow(), UTF_8).replaceFirst("^\uFEFF", "");
  }

  /** The files in a tarball, without the first part of their paths, as all clients drop it. */
  private static Map<String, byte[]> files(byte[] tarball) {
    var files = new TreeMap<String, byte[]>();
    var tar = gunzip(tarball);
    Optional<String> named = Optional.empty();
    for (int at = 0; at + BLOCK <= tar.length && tar[at] != 0; ) {
      int bytes = Integer.parseInt(text(tar, at + SIZE, 12).strip(), 8);
      var content = Arrays.copyOfRange(tar, at + BLOCK, at + BLOCK + bytes);
      switch (tar[at + KIND]) {
        case 'x' -> named = path(content);
        case 'L' -> named = Optional.of(text(content, 0, bytes));
        case 'g' -> {
          // What it says is of no file of its own.
        }
        case '0', 0 -> {
          var name = named.orElse(name(tar, at));
          if (!name.endsWith("/")) {
            files.put(name.substring(name.indexOf('/') + 1), content);
          }
          named = Optional.empty();
        }
        default -> named = Optional.empty();
      }
      at += BLOCK + (bytes + BLOCK - 1) / BLOCK * BLOCK;
    }
    return files;
  }

  private static String name(byte[] tar, int at) {
    var name = text(tar, at, 100);
    var prefix = text(tar, at + PREFIX, 155);
    boolean isLong = text(tar, at + MAGIC, 8).equals("ustar") && !prefix.isEmpty();
    return isLong ? prefix + "/" + name : name;
  }

  /** What an extended header says of the path; each of its records begins with its own length. */
  private static Optional<String> path(byte[] records) {
    for (int at = 0; at < records.length; ) {
      int space = at;
      while (records[space] != ' ') {
        space++;
      }
      int length = Integer.parseInt(new String(records, at, space - at, UTF_8));
      var record = new String(records, space + 1, length - (space - at) - 2, UTF_8);
      if (record.startsWith("path=")) {
        return Optional.of(record.substring("path=".length()));
      }
      at += length;
    }
    return Optional.empty();
  }

  private static String text(byte[] bytes, int from, int bytesMax) {
    int end = from;
    while (end < from + bytesMax && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, UTF_8);
  }

  private static byte[] gunzip(byte[] tarball) {
    try (var tar = new GZIPInputStream(new ByteArrayInputStream(tarball))) {
      return tar.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
