package dev.imprimatur;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/**
 * The formatter decides how code looks. {@code mvn test -pl testkit,registry -Dtest=FormatTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dformat} formats every file in place.
 */
final class FormatTest {
  private final Formatter formatter = new Formatter(JavaFormatterOptions.defaultOptions());

  @Test
  void everyFileIsAsTheFormatterWouldHaveIt() throws IOException, FormatterException {
    var others = new ArrayList<String>();
    for (var file : Sources.all()) {
      var source = Sources.read(file);
      var formatted = formatter.formatSourceAndFixImports(source);
      if (!formatted.equals(source)) {
        if (System.getProperty("format") != null) {
          Files.writeString(file, formatted);
        } else {
          others.add(Sources.PROJECT.relativize(file).toString());
        }
      }
    }
    assertThat(others).as("not formatted").isEmpty();
  }
}
