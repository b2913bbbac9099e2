package dev.imprimatur.e2e;

import dev.imprimatur.testkit.Folders;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The streets of a test class: one for every npm that it is run with, or the only one. What
 * happened there stays in its folder until the next time, for whoever asks why a test failed.
 */
final class Streets implements AutoCloseable {
  private static final Path FOLDER = Path.of("target/streets").toAbsolutePath();

  private final Path folder;
  private final Map<String, Street> open = new ConcurrentHashMap<>();

  private Streets(Path folder) {
    this.folder = folder;
  }

  /** Hands every test of a class the same ones. */
  static final class OfClass implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Streets.class;
    }

    @Override
    public Streets resolveParameter(ParameterContext parameter, ExtensionContext context) {
      var test = context.getRequiredTestClass();
      return context
          .getStore(Namespace.create(test))
          .computeIfAbsent(
              Streets.class, _ -> new Streets(FOLDER.resolve(test.getSimpleName())), Streets.class);
    }
  }

  /** The street of this npm; the test is skipped if there is no such npm. */
  Street of(Npm npm) {
    return of(npm, Street::open);
  }

  /** The same, with somebody who vouches for what GitHub's jobs have built. */
  Street of(Npm npm, Voucher voucher) {
    return of(npm, there -> Street.open(there, List.of(), voucher));
  }

  private Street of(Npm npm, Function<Path, Street> visibilityChange) {
    npm.orSkip();
    return open("npm" + npm.major(), visibilityChange);
  }

  /** The only one of the class. */
  Street only() {
    return only(Street::open);
  }

  /** The only one of the class, which the first test that asks for it opens like this. */
  Street only(Function<Path, Street> visibilityChange) {
    return open("only", visibilityChange);
  }

  private Street open(String name, Function<Path, Street> visibilityChange) {
    return open.computeIfAbsent(
        name, there -> visibilityChange.apply(Folders.empty(folder.resolve(there))));
  }

  @Override
  public void close() {
    open.values().forEach(Street::close);
  }
}
