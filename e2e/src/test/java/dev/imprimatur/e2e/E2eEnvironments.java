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
 * The environments of a test class: one for every npm that it is run with, or the only one. The
 * folder of each is kept until the next run, for whoever asks why a test failed.
 */
final class E2eEnvironments implements AutoCloseable {
  private static final Path FOLDER = Path.of("target/environments").toAbsolutePath();

  private final Path folder;
  private final Map<String, E2eEnvironment> open = new ConcurrentHashMap<>();

  private E2eEnvironments(Path folder) {
    this.folder = folder;
  }

  /** A parameter resolver that hands every test of a class the same environments. */
  static final class OfClass implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == E2eEnvironments.class;
    }

    @Override
    public E2eEnvironments resolveParameter(ParameterContext parameter, ExtensionContext context) {
      var test = context.getRequiredTestClass();
      return context
          .getStore(Namespace.create(test))
          .computeIfAbsent(
              E2eEnvironments.class,
              _ -> new E2eEnvironments(FOLDER.resolve(test.getSimpleName())),
              E2eEnvironments.class);
    }
  }

  /** Returns the environment of this npm; the test is skipped if there is no such npm. */
  E2eEnvironment of(Npm npm) {
    return of(npm, E2eEnvironment::open);
  }

  /** Returns the environment of this npm, with a Sigstore that certifies GitHub's jobs. */
  E2eEnvironment of(Npm npm, SigstoreSetup setup) {
    return of(npm, there -> E2eEnvironment.open(there, List.of(), setup));
  }

  private E2eEnvironment of(Npm npm, Function<Path, E2eEnvironment> opening) {
    npm.orSkip();
    return open("npm" + npm.major(), opening);
  }

  /** Returns the only environment of the class. */
  E2eEnvironment only() {
    return only(E2eEnvironment::open);
  }

  /**
   * Returns the only environment of the class, which the first test that asks for it opens like
   * this.
   */
  E2eEnvironment only(Function<Path, E2eEnvironment> opening) {
    return open("only", opening);
  }

  private E2eEnvironment open(String name, Function<Path, E2eEnvironment> opening) {
    return open.computeIfAbsent(name, there -> opening.apply(Folders.empty(folder.resolve(there))));
  }

  @Override
  public void close() {
    open.values().forEach(E2eEnvironment::close);
  }
}
