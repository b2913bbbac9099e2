package dev.imprimatur.bench.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A package as people write them: a manifest of some 2 KB, a README, and a file of noise, which no
 * gzip makes smaller.
 *
 * @param noiseBytes nearly the size of a tarball
 */
public record Sample(String name, int noiseBytes) {
  private static final int KIB = 1024;

  public static final Sample SMALL = new Sample("bench-small", 8 * KIB);
  public static final Sample LARGE = new Sample("bench-large", KIB);
  public static final Sample HEAVY = new Sample("bench-heavy", 1022 * KIB);

  private static final List<String> WORDS =
      List.of(
          "arrow", "basin", "cedar", "delta", "ember", "flint", "grove", "heron", "inlet", "jetty",
          "knoll", "ledge", "maple", "north", "otter", "pearl", "quill", "ridge", "slate", "tulip");

  /** The version with this number; the same number always makes the same bytes. */
  public Release release(int number) {
    var random = new Random(name.hashCode() * 31L + number);
    var manifest = manifest("1.%d.%d".formatted(number / 10, number % 10), random);
    var noise = new byte[noiseBytes];
    random.nextBytes(noise);
    var files = new LinkedHashMap<String, byte[]>();
    files.put("package/package.json", Json.text(manifest).getBytes(UTF_8));
    files.put("package/README.md", readme().getBytes(UTF_8));
    files.put("package/dist/index.wasm", noise);
    return new Release(manifest, readme(), TarGzip.of(files));
  }

  private Map<String, Object> manifest(String version, Random random) {
    return Json.object(
        "name", name,
        "version", version,
        "description", "Measures how fast a registry hands out packages like this one",
        "keywords", WORDS.subList(0, 8),
        "homepage", "https://acme.example/" + name,
        "bugs", Json.object("url", "https://git.acme.example/acme/" + name + "/issues"),
        "repository",
            Json.object("type", "git", "url", "git+https://git.acme.example/acme/" + name + ".git"),
        "license", "Apache-2.0",
        "author", Json.object("name", "Bench", "email", "bench@bench.test"),
        "main", "./dist/index.js",
        "types", "./dist/index.d.ts",
        "bin", Json.object(name, "dist/cli.js"),
        "engines", Json.object("node", ">=20"),
        "scripts", scripts(),
        "dependencies", ranges("", 10, random),
        "devDependencies", ranges("@acme/", 16, random),
        "peerDependencies", ranges("peer-", 2, random),
        "gitHead", hex(random));
  }

  private static Map<String, Object> scripts() {
    return Json.object(
        "build", "tsc --project tsconfig.build.json && node scripts/copy-assets.mjs",
        "lint", "eslint --max-warnings 0 src test",
        "test", "node --test --experimental-test-coverage test/*.test.js",
        "prepublishOnly", "npm run lint && npm run build && npm test");
  }

  private static Map<String, Object> ranges(String prefix, int count, Random random) {
    var ranges = Json.object();
    for (var word : WORDS.subList(0, count)) {
      ranges.put(
          prefix + word + "-kit",
          "^%d.%d.%d".formatted(random.nextInt(9), random.nextInt(30), random.nextInt(30)));
    }
    return ranges;
  }

  private static String hex(Random random) {
    return IntStream.range(0, 40)
        .mapToObj(digit -> Integer.toHexString(random.nextInt(16)))
        .collect(Collectors.joining());
  }

  private String readme() {
    var lines = IntStream.range(0, 20).mapToObj(i -> String.join(" ", WORDS.subList(i % 8, 18)));
    return Stream.concat(Stream.of("# " + name, ""), lines).collect(Collectors.joining("\n"));
  }
}
