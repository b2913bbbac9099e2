package dev.imprimatur.http;

import dev.imprimatur.problem.RequestProblem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The form of a path: {@code /-/package/{package}/trust/{id}}.
 *
 * <p>Matching works on the raw path and decodes each segment once. {@code {package}} takes a name
 * with its scope, whose slash clients write as {@code %2f}, {@code %2F} or plainly; so a segment
 * that starts with {@code @} takes the next one along if it holds no slash itself.
 */
public final class PathPattern {
  private static final String PACKAGE = "package";

  /** The segment below which the registry's own addresses are; no package has that name. */
  private static final String OWN = "-";

  private final String text;
  private final List<String> segments;

  private PathPattern(String text) {
    this.text = text;
    this.segments = List.of(text.substring(1).split("/", -1));
  }

  public static PathPattern of(String text) {
    return new PathPattern(text);
  }

  /** Returns the decoded parameters if the path has this form. */
  public Optional<Map<String, String>> match(String rawPath) {
    return match(split(rawPath));
  }

  /** Splits a path into raw segments, to match it with several patterns. */
  static List<String> split(String rawPath) {
    return rawPath.isEmpty() ? List.of("") : Arrays.asList(rawPath.substring(1).split("/", -1));
  }

  Optional<Map<String, String>> match(List<String> path) {
    if (path.size() < segments.size() || path.size() > segments.size() + 1) {
      return Optional.empty();
    }
    Map<String, String> parameters = new HashMap<>();
    int next = 0;
    for (var segment : segments) {
      if (next == path.size()) {
        return Optional.empty();
      }
      var raw = path.get(next++);
      if (!segment.startsWith("{")) {
        if (!segment.equals(raw)) {
          return Optional.empty();
        }
        continue;
      }
      var name = segment.substring(1, segment.length() - 1);
      var value = decoded(raw);
      if (value.isEmpty() || (name.equals(PACKAGE) && value.equals(OWN))) {
        return Optional.empty();
      }
      if (name.equals(PACKAGE) && value.startsWith("@") && value.indexOf('/') < 0) {
        if (next == path.size()) {
          return Optional.empty();
        }
        value = value + "/" + decoded(path.get(next++));
      }
      parameters.put(name, value);
    }
    return next == path.size() ? Optional.of(parameters) : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }

  /** Decodes percent-encoding (RFC 3986, section 2.1); a plus sign stays one. */
  static String decoded(String raw) {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    var bytes = ByteBuffer.allocate(raw.length() * 3);
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '%') {
        bytes.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      bytes.put(octet(raw, i));
      i += 2;
    }
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
      if (text.indexOf('\0') >= 0) {
        // PostgreSQL allows it in no text, and nothing that is asked for here contains it.
        throw badEscape();
      }
      return text;
    } catch (CharacterCodingException e) {
      throw badEscape();
    }
  }

  private static byte octet(String raw, int percent) {
    if (percent + 2 >= raw.length()) {
      throw badEscape();
    }
    int high = Character.digit(raw.charAt(percent + 1), 16);
    int low = Character.digit(raw.charAt(percent + 2), 16);
    if (high < 0 || low < 0) {
      throw badEscape();
    }
    return (byte) (high << 4 | low);
  }

  private static RuntimeException badEscape() {
    return new RequestProblem.MalformedRequest("its address has a broken percent escape")
        .asException();
  }
}
