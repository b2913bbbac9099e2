package dev.imprimatur;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The formatter decides how code looks; {@code ./dev fmt} lets it. */
@Tag("house")
final class FormatTest {
  private final Formatter formatter = new Formatter(JavaFormatterOptions.defaultOptions());

  @Test
  void everyFileIsAsTheFormatterWouldHaveIt() throws FormatterException {
    var others = new ArrayList<String>();
    for (var file : Sources.all()) {
      var source = Sources.read(file);
      var formatted = formatter.formatSourceAndFixImports(source);
      if (!formatted.equals(source)) {
        others.add(Sources.PROJECT.relativize(file).toString());
      }
    }
    assertThat(others).as("not formatted; ./dev fmt --all does it").isEmpty();
  }
}
