package dev.imprimatur.bench.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Packages that keep to every limit of a registry and cost it as much as that allows.
 *
 * @param number makes one of many, each with bytes of its own
 */
public record DearSample(String name, int number) {
  private static final int README_BYTES = 64 * 1024;
  private static final int COLUMNS = 30;
  private static final int ENTRIES = 95_000;
  private static final int VALUES = 90_000;
  private static final long UNPACKED_BYTES = 2040L * 1024 * 1024;

  /** A README that is nothing but the cells of a table. */
  public Release table() {
    var readme = new StringBuilder("%d\n\n".formatted(number));
    readme.append("|a".repeat(COLUMNS)).append('\n').append("|-".repeat(COLUMNS)).append('\n');
    readme.append("x\n".repeat((README_BYTES - readme.length()) / 2));
    return release(manifest(), readme.toString());
  }

  /** A manifest of many values, about a megabyte of them. */
  public Release values() {
    var manifest = manifest();
    manifest.put("values", Collections.nCopies(VALUES, "abcdefgh"));
    return release(manifest, "");
  }

  /** The same of as many bytes as can be read of one, which is more than is kept. */
  public Release longValues() {
    var manifest = manifest();
    manifest.put("values", Collections.nCopies(VALUES, "abcdefgh".repeat(5)));
    return release(manifest, "");
  }

  /** As many names as a tarball may have; it is refused at its end, so it can be sent for ever. */
  public Release names() {
    var files = new LinkedHashMap<String, byte[]>();
    for (int i = 0; i < ENTRIES; i++) {
      files.put("package/%d-%s".formatted(i, "x".repeat(70)), new byte[0]);
    }
    return new Release(manifest(), "", TarGzip.of(files));
  }

  /** As many bytes as a tarball may unpack to; it is refused at its end, too. */
  public Release zeros() {
    return new Release(manifest(), "", TarGzip.ofZeros("package/zeros", UNPACKED_BYTES));
  }

  private Release release(Map<String, Object> manifest, String readme) {
    var files = new LinkedHashMap<String, byte[]>();
    files.put("package/package.json", Json.text(manifest).getBytes(UTF_8));
    files.put("package/README.md", readme.getBytes(UTF_8));
    return new Release(manifest, readme, TarGzip.of(files));
  }

  private Map<String, Object> manifest() {
    return Json.object("name", name, "version", "1.0." + number);
  }
}
