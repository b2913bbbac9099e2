package dev.imprimatur.doors.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.wiring.Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The sentences that the tests of one class are told, whole, approved in one file of that class. A
 * sentence stands there below the name of its test method and, where a test hears several, a label.
 *
 * <p>Only its own class writes a file, so classes may run in processes side by side; the tests of a
 * class run one after another. A sentence that nobody says any more fails its class as a changed
 * one does.
 */
public final class Sentences
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  /** Two names may stand for one text, and then it is not for chance to choose. */
  private static final Comparator<Map.Entry<String, String>> LONGEST =
      Comparator.comparingInt((Map.Entry<String, String> entry) -> -entry.getValue().length())
          .thenComparing(Map.Entry.comparingByKey());

  private final Path folder;
  private final boolean approving;

  private Path file = Path.of("");
  private Set<String> tests = Set.of();
  private final Map<String, String> approved = new TreeMap<>();
  private final Map<String, String> heard = new TreeMap<>();
  private final Set<String> passed = new HashSet<>();
  private final Set<String> failed = new HashSet<>();
  private String test = "";

  Sentences(Path folder, boolean approving) {
    this.folder = folder;
    this.approving = approving;
  }

  /** Compares the only sentence that this test hears. */
  public void check(String said) {
    check("", said);
  }

  /** Compares one of several sentences that this test hears. */
  public void check(String label, String said) {
    check(label, said, Map.of());
  }

  /**
   * Compares a sentence that holds what differs from run to run.
   *
   * @param given what it is now, by what stands for it in the file, such as {@code {issuer}}
   */
  public void check(String label, String said, Map<String, String> given) {
    assertThat(test).as("the test that hears \"%s\"", said).isNotEmpty();
    var key = label.isEmpty() ? test : test + ": " + label;
    var text = approving ? shortened(said, given) : approved(key);
    assertThat(said).as("%s in %s", key, file).isEqualTo(expanded(text, given));
    var before = heard.put(key, text);
    assertThat(before == null || before.equals(text))
        .as("%s hears two sentences; give them labels", key)
        .isTrue();
  }

  /** Compares the code of a problem with this one, and its sentence with the approved one. */
  public void refused(Client.Answer answer, String code) {
    refused("", answer, code);
  }

  public void refused(String label, Client.Answer answer, String code) {
    assertThat(answer.problem()).as(answer.text()).isEqualTo(code);
    check(label, answer.message());
  }

  private String approved(String key) {
    var text = approved.get(key);
    if (text == null) {
      throw new AssertionError(
          "no sentence for \"%s\" in %s; ./dev approve CLASS writes it".formatted(key, file));
    }
    return text;
  }

  private static String shortened(String said, Map<String, String> given) {
    var text = said;
    // The longest first, as one may hold another.
    for (var entry : given.entrySet().stream().sorted(LONGEST).toList()) {
      text = text.replace(entry.getValue(), entry.getKey());
    }
    return text;
  }

  private static String expanded(String text, Map<String, String> given) {
    var said = text;
    for (var entry : given.entrySet()) {
      said = said.replace(entry.getKey(), entry.getValue());
    }
    return said;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    var type = context.getRequiredTestClass();
    var methods = Arrays.stream(type.getDeclaredMethods()).map(method -> method.getName());
    open(type.getSimpleName(), methods.collect(Collectors.toSet()));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    begin(context.getRequiredTestMethod().getName());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    end(context.getExecutionException().isEmpty());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  void open(String name, Set<String> methods) {
    file = folder.resolve(name + ".txt");
    tests = methods;
    approved.putAll(read(file));
  }

  void begin(String method) {
    assertThat(test).as("tests that use sentences run one after another").isEmpty();
    test = method;
  }

  void end(boolean well) {
    (well ? passed : failed).add(test);
    test = "";
  }

  void close() {
    var stale =
        approved.keySet().stream().filter(this::isStale).collect(Collectors.toUnmodifiableSet());
    if (approving) {
      approved.keySet().removeAll(stale);
      approved.putAll(heard);
      write(file, approved);
    } else {
      assertThat(stale)
          .as("nobody says them any more; ./dev approve CLASS takes them from %s", file)
          .isEmpty();
    }
  }

  /** Only a test that ran to its end shows what it did not hear. */
  private boolean isStale(String key) {
    var method = key.split(": ", 2)[0];
    var done = passed.contains(method) && !failed.contains(method);
    return !tests.contains(method) || (done && !heard.containsKey(key));
  }

  /** A line for each key, and below it the lines of its sentence, two columns further in. */
  private static void write(Path file, Map<String, String> sentences) {
    var text =
        sentences.entrySet().stream()
            .map(entry -> entry.getKey() + "\n  " + entry.getValue().replace("\n", "\n  ") + "\n")
            .collect(Collectors.joining("\n"));
    try {
      if (sentences.isEmpty()) {
        Files.deleteIfExists(file);
      } else {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> read(Path file) {
    var sentences = new TreeMap<String, String>();
    try {
      var key = "";
      for (var line : (Files.exists(file) ? Files.readString(file) : "").split("\n", -1)) {
        if (line.startsWith("  ")) {
          sentences.merge(key, line.substring(2), (above, below) -> above + "\n" + below);
        } else {
          key = line;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sentences;
  }
}
