package dev.imprimatur.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The short half of a fuzz target: its seeds, and the same thousands of inputs made of them in
 * every build, so that a build that was green stays green. The long half is Jazzer's, with the same
 * seeds and the same words.
 *
 * <p>For a class {@code TokenFuzzTest} the seeds are the files in {@code
 * TokenFuzzTestInputs/atLength} beside it among the tests' resources, where Jazzer puts what it
 * finds as well; words that are worth trying are in {@code TokenFuzzTest.dict}, in libFuzzer's
 * form.
 */
public final class Mutants {
  private static final int COUNT = 3000;
  private static final int CHANGES_MAX = 4;
  private static final int LENGTH_MAX = 20_000;
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x([0-9a-f]{2})|.)");

  private final RandomGenerator random =
      RandomGeneratorFactory.of("L64X128MixRandom").create(20261125);
  private final List<byte[]> seeds;
  private final List<byte[]> words;

  private Mutants(List<byte[]> seeds, List<byte[]> words) {
    this.seeds = seeds;
    this.words = words;
  }

  /** Runs a target with its seeds, and with thousands of mutants of them. */
  public static void feed(Class<?> target, Consumer<byte[]> check) {
    var mutants = new Mutants(seeds(target), words(target));
    mutants.seeds.forEach(seed -> tried(check, seed));
    for (int i = 0; i < COUNT; i++) {
      tried(check, mutants.next());
    }
  }

  private static void tried(Consumer<byte[]> check, byte[] input) {
    try {
      check.accept(input);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("This input: " + new String(input, ISO_8859_1), e);
    }
  }

  private byte[] next() {
    var mutant = any(seeds);
    int changes = random.nextInt(1, CHANGES_MAX + 1);
    for (int i = 0; i < changes; i++) {
      mutant = changed(mutant);
    }
    return Arrays.copyOf(mutant, Math.min(mutant.length, LENGTH_MAX));
  }

  private byte[] changed(byte[] input) {
    int from = random.nextInt(input.length + 1);
    int to = Math.min(input.length, from + random.nextInt(1, 1 << random.nextInt(1, 8)));
    return switch (random.nextInt(7)) {
      case 0 -> joined(input, from, new byte[0], to);
      case 1 -> joined(input, from, new byte[] {(byte) random.nextInt(256)}, from);
      case 2 -> joined(input, from, new byte[] {(byte) random.nextInt(32, 127)}, to);
      case 3 -> joined(input, from, Arrays.copyOfRange(input, from, to), from);
      case 4 -> joined(input, from, part(any(seeds)), from);
      case 5 -> joined(input, from, any(words), to);
      default -> joined(input, from, any(words), from);
    };
  }

  private byte[] part(byte[] other) {
    int from = random.nextInt(other.length + 1);
    return Arrays.copyOfRange(other, from, random.nextInt(from, other.length + 1));
  }

  private byte[] any(List<byte[]> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** The input with what is between two places replaced. */
  private static byte[] joined(byte[] input, int from, byte[] between, int to) {
    var joined = Arrays.copyOf(input, from + between.length + input.length - to);
    System.arraycopy(between, 0, joined, from, between.length);
    System.arraycopy(input, to, joined, from + between.length, input.length - to);
    return joined;
  }

  private static List<byte[]> seeds(Class<?> target) {
    try (var files = Files.list(beside(target, "Inputs").resolve("atLength"))) {
      return files.sorted().map(Mutants::bytes).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<byte[]> words(Class<?> target) {
    return new String(bytes(beside(target, ".dict")), US_ASCII)
        .lines()
        .filter(line -> line.startsWith("\""))
        .map(line -> word(line.substring(1, line.length() - 1)).getBytes(ISO_8859_1))
        .toList();
  }

  private static String word(String escaped) {
    return ESCAPE
        .matcher(escaped)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                found.group(1) == null
                    ? found.group().substring(1)
                    : Character.toString(Integer.parseInt(found.group(1), 16))));
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path beside(Class<?> target, String suffix) {
    return Path.of("src/test/resources", target.getName().replace('.', '/') + suffix);
  }
}
