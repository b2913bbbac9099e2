package dev.imprimatur.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The patterns by which scanners find tokens that got out. */
final class ScannerTest {
  private static final Path FOLDER = Path.of("..", "docs", "scanners");

  /** A scanner with the pattern that stands in its file. */
  enum Scanner {
    GITLEAKS {
      @Override
      String pattern() throws Exception {
        var text = Files.readString(FOLDER.resolve("gitleaks.toml"));
        return between(text, "regex = '''", "'''");
      }
    },
    TRUFFLEHOG {
      @Override
      String pattern() throws Exception {
        var text = Files.readString(FOLDER.resolve("trufflehog.yaml"));
        var detectors = ((JsonObject) Yaml.read(text)).array("detectors").map(JsonArray::items);
        var detector = (JsonObject) detectors.orElseThrow().getFirst();
        assertThat(detector.array("keywords").orElseThrow().items())
            .containsExactly(new JsonText("npm_imp"));
        return detector.object("regex").flatMap(regex -> regex.text("token")).orElseThrow();
      }
    },
    GITHUB {
      @Override
      String pattern() throws Exception {
        var text = Files.readString(FOLDER.resolve("github-custom-pattern.txt"));
        return "(?:%s)(%s)(?:%s)"
            .formatted(
                between(text, "Before secret: ", "\n"),
                between(text, "Secret format: ", "\n"),
                between(text, "After secret: ", "\n"));
      }
    };

    abstract String pattern() throws Exception;

    static String between(String text, String begin, String end) {
      int from = text.indexOf(begin) + begin.length();
      return text.substring(from, text.indexOf(end, from));
    }
  }

  private static List<String> found(Scanner scanner, String text) throws Exception {
    return Pattern.compile(scanner.pattern())
        .matcher(text)
        .results()
        .map(it -> it.group(1))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void itFindsWhateverIsMinted(Scanner scanner) throws Exception {
    var random = new Random(7);
    for (int i = 0; i < 1000; i++) {
      var token = TokenText.draw(random).reveal();
      for (var around :
          List.of(
              "%s",
              "//npm.acme.example/:_authToken=%s\n",
              "NPM_TOKEN: \"%s\"",
              "export NPM_TOKEN='%s';",
              "Authorization: Bearer %s\r\n",
              "(%s)",
              "https://npm.acme.example/-/npm/v1/tokens/token/%s?x")) {
        assertThat(found(scanner, around.formatted(token))).containsExactly(token);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void itFindsNothingElse(Scanner scanner) throws Exception {
    var token = TokenText.draw(new Random(7)).reveal();
    for (var other :
        List.of(
            token.substring(0, token.length() - 1),
            token + "a",
            token + "_a",
            "x" + token,
            "_" + token,
            token.replace("npm_imp", "npm_imq"),
            token.replace("npm_imp", "NPM_IMP"),
            token.replace("npm_imp", "npm_"),
            "npm_impXXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX",
            "npm_imp" + "-".repeat(37),
            "npm_import_the_thing_that_has_been_made_and_more")) {
      assertThat(found(scanner, "token = \"" + other + "\"")).as(other).isEmpty();
    }
  }
}
