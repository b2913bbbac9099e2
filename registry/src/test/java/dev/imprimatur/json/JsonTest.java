package dev.imprimatur.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
  private static final JsonRules STRICT = JsonRules.strict(8, 10_000);
  private static final JsonRules AS_JAVASCRIPT = JsonRules.asJavaScript(8, 10_000);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "\"\"",
        "null",
        "true",
        "{\"a\":[1,2.50,-3e2,{\"b\":null}],\"c\":\"ü€😀\\n\\u0001\"}",
        "{\"z\":1,\"a\":2}",
      })
  void whatIsReadIsWrittenAgain(String text) {
    assertThat(Json.text(Json.read(text, STRICT))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"a\":}",
        "{\"a\" 1}",
        "[1,]",
        "[1] x",
        "{}{}",
        "NaN",
        "Infinity",
        "01",
        "'a'",
        "{a:1}",
        "// c\n1",
        "\"\t\"",
        "tru",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "{\"\\ud800\":1}",
        "[[[[[[[[[1]]]]]]]]]",
      })
  void whatIsNotJsonIsRefused(String text) {
    assertThatThrownBy(() -> Json.read(text, STRICT)).isInstanceOf(MalformedJsonException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"x\":{\"a\":1,\"a\":2}}",
        "[{\"a\":1,\"a\":2}]",
      })
  void aNameTwiceIsRefusedOrMeansTheLast(String text) {
    assertThatThrownBy(() -> Json.read(text, STRICT)).isInstanceOf(MalformedJsonException.class);
    assertThat(Json.text(Json.read(text, AS_JAVASCRIPT))).doesNotContain("a\":1,");
  }

  @Test
  void bytesMustBeUtf8ToTheLetter() {
    var overlong = "\"\u00c0\u00af\"".getBytes(ISO_8859_1);
    var surrogate = "\"\u00ed\u00a0\u0080\"".getBytes(ISO_8859_1);
    var latin1 = "\"ü\"".getBytes(ISO_8859_1);
    var marked = "\uFEFF{}".getBytes(UTF_8);
    for (var bytes : List.of(overlong, surrogate, latin1, marked)) {
      assertThatThrownBy(() -> Json.read(bytes, STRICT)).isInstanceOf(MalformedJsonException.class);
    }
  }

  @Test
  void textBeyondTheBudgetIsRefusedHoweverItIsSpread() {
    var rules = JsonRules.strict(8, 100);
    assertThatThrownBy(() -> Json.read("\"" + "x".repeat(101) + "\"", rules))
        .isInstanceOf(MalformedJsonException.class);
    var spread = "[" + "\"xxxxxxxxxxx\",".repeat(10) + "1]";
    assertThatThrownBy(() -> Json.read(spread, rules)).isInstanceOf(MalformedJsonException.class);
    assertThatThrownBy(() -> Json.read("[" + "1,".repeat(99) + "1]", rules))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void aNumberOfAMillionDigitsIsRefusedQuickly() {
    assertThatThrownBy(() -> Json.read("1".repeat(1_000_000), JsonRules.strict(8, 2_000_000)))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void onlyWholeNumbersThatEveryReaderAgreesOnAreSafe() {
    assertThat(new JsonNumber("9007199254740992").safeInteger()).hasValue(1L << 53);
    assertThat(new JsonNumber("1e3").safeInteger()).hasValue(1000);
    for (var unsafe : List.of("9007199254740993", "1.5", "1e400", "1e-1", "9".repeat(400))) {
      assertThat(new JsonNumber(unsafe).safeInteger()).isEmpty();
    }
  }

  @Test
  void aBinaryStringIsDecodedWithoutBeingHeld() throws IOException {
    var bytes = new byte[300_000];
    new java.util.Random(1).nextBytes(bytes);
    var text = "{\"name\":\"x\",\"data\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"}";
    var sink = new ByteArrayOutputStream();
    var names = new ArrayList<String>();
    try (var json = JsonStream.over(new ByteArrayInputStream(text.getBytes(UTF_8)), STRICT)) {
      json.object(name -> {
        names.add(name);
        if (name.equals("data")) {
          json.base64To(sink);
        } else {
          json.text();
        }
      });
      json.end();
    }
    assertThat(names).containsExactly("name", "data");
    assertThat(sink.toByteArray()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"d\":\"a===\"}", "{\"d\":\"!\"}", "{\"d\":\"YQ\"}", "{\"d\":1}"})
  void whatIsNotBase64IsRefused(String text) {
    try (var json = JsonStream.over(text, STRICT)) {
      assertThatThrownBy(() -> json.object(name -> json.base64To(new ByteArrayOutputStream())))
          .isInstanceOf(MalformedJsonException.class);
    }
  }

  @Test
  void aBrokenSinkIsNotBrokenJson() {
    var full = new IOException("disk full");
    try (var json = JsonStream.over("{\"d\":\"YWJj\"}", STRICT)) {
      assertThatThrownBy(() -> json.object(name -> json.base64To(failing(full)))).isSameAs(full);
    }
  }

  @Test
  void yamlIsReadAsTheValuesItStandsFor() {
    var read = Yaml.read("listen: 127.0.0.1:4873\nissuers:\n  - url: x\n    internal: true\n");
    assertThat(Json.text(read))
        .isEqualTo(
            "{\"listen\":\"127.0.0.1:4873\",\"issuers\":[{\"url\":\"x\",\"internal\":true}]}");
    assertThat(Yaml.read("# nothing\n")).isEqualTo(JsonObject.EMPTY);
    assertThatThrownBy(() -> Yaml.read("a: 1\na: 2\n")).isInstanceOf(MalformedJsonException.class);
    assertThatThrownBy(() -> Yaml.read("a: [")).isInstanceOf(MalformedJsonException.class);
  }

  private static java.io.OutputStream failing(IOException failure) {
    return new java.io.OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw failure;
      }
    };
  }
}
