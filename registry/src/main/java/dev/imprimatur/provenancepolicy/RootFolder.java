package dev.imprimatur.provenancepolicy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.sigstore.MalformedRootException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The trusted roots: the one of the public Sigstore, which is built in, and those in the operator's
 * folder: {@code NAME.json} is a {@code trusted_root.json}, and {@code NAME.yaml} beside it is the
 * policy. A file with the name of the built-in one replaces it.
 *
 * <p>The folder is read again whenever {@link #refresh} finds it changed. If a file cannot be read
 * any more, its former content stays in force.
 */
public final class RootFolder {
  /** The name of the built-in root. */
  public static final String PUBLIC = "public-good";

  private static final Logger LOG = System.getLogger(RootFolder.class.getName());
  private static final Instant PUBLIC_AS_OF = Instant.parse("2026-11-22T00:00:00Z");
  private static final Duration REMINDER = Duration.ofDays(1);
  private static final String ROOT = ".json";
  private static final String POLICY = ".yaml";
  private static final int FILE_BYTES_MAX = 1024 * 1024;

  private final Optional<Path> folder;
  private final List<Provider> providers;
  private final InstantSource clock;
  private final Map<String, Instant> warned = new HashMap<>();
  private volatile Roots current = new Roots(List.of(), List.of());
  private volatile Set<Seen> seen = Set.of();

  /** A file as it was when it was read. */
  private record Seen(Path file, Instant modified, long bytes) {}

  /**
   * Reads all roots.
   *
   * @param providers the CI systems that there are
   * @throws MalformedRootException if one cannot be read
   */
  public RootFolder(Path folder, List<Provider> providers, InstantSource clock) {
    this.folder = Optional.of(folder);
    this.providers = List.copyOf(providers);
    this.clock = clock;
    readAll();
  }

  /**
   * Reads the built-in root, where the operator has no folder.
   *
   * @param providers the CI systems that there are
   */
  public RootFolder(List<Provider> providers, InstantSource clock) {
    this.folder = Optional.empty();
    this.providers = List.copyOf(providers);
    this.clock = clock;
    readAll();
  }

  private void readAll() {
    refresh();
    if (!current.broken().isEmpty()) {
      throw new MalformedRootException(
          "the trusted root %s cannot be read".formatted(String.join(", ", current.broken())));
    }
  }

  /** Returns the roots in force now. */
  public Roots current() {
    return current;
  }

  /**
   * Reads the folder again if a file in it has changed, and warns of roots that are about to end.
   *
   * @return whether other roots are in force now
   */
  public synchronized boolean refresh() {
    var files = files().orElse(seen);
    boolean changed = !files.equals(seen) || current.all().isEmpty();
    if (changed) {
      var former = current;
      current = read(files, former);
      seen = files;
      changed = !former.all().isEmpty();
    }
    var now = clock.instant();
    for (var root : current.all()) {
      root.warning(now).ifPresent(why -> warn(root, why, now));
    }
    return changed;
  }

  /** Warns once a day of each. */
  private void warn(Root root, String why, Instant now) {
    var last = warned.get(root.name());
    if (last == null || last.isBefore(now.minus(REMINDER))) {
      warned.put(root.name(), now);
      LOG.log(
          Level.WARNING,
          "root={0}: the trusted root {1}; put a newer trusted_root.json into the folder of"
              + " trustRoots",
          root.name(),
          why);
    }
  }

  /**
   * Lists the files; empty if the folder cannot be read, as a volume that is away for a moment ends
   * no trust.
   */
  private Optional<Set<Seen>> files() {
    if (folder.isEmpty()) {
      return Optional.of(Set.of());
    }
    try (var listed = Files.list(folder.get())) {
      var files = new HashSet<Seen>();
      for (var file : listed.toList()) {
        var name = Objects.toString(file.getFileName());
        if (name.endsWith(ROOT) || name.endsWith(POLICY)) {
          files.add(new Seen(file, Files.getLastModifiedTime(file).toInstant(), Files.size(file)));
        }
      }
      return Optional.of(files);
    } catch (IOException | UncheckedIOException e) {
      LOG.log(Level.ERROR, "The folder of trusted roots cannot be read; nothing of it changes", e);
      return Optional.empty();
    }
  }

  private Roots read(Set<Seen> files, Roots former) {
    var names = new TreeSet<String>(Set.of(PUBLIC));
    files.forEach(each -> names.add(nameOf(each.file())));
    var roots = new ArrayList<Root>();
    var broken = new ArrayList<String>();
    for (var name : names) {
      try {
        roots.add(read(name, files));
      } catch (MalformedRootException e) {
        LOG.log(Level.ERROR, "root={0}: the trusted root is not used: {1}", name, e.why());
        former.all().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .ifPresentOrElse(roots::add, () -> broken.add(name));
      }
    }
    return new Roots(roots, broken);
  }

  private Root read(String name, Set<Seen> files) {
    var trusted = file(files, name + ROOT);
    var policy = file(files, name + POLICY).map(each -> text(each.file())).orElse("");
    if (trusted.isEmpty() && !name.equals(PUBLIC)) {
      throw new MalformedRootException("there is a %s%s, and no %1$s.json".formatted(name, POLICY));
    }
    return Root.read(
        new Root.Files(
            name, trusted.map(each -> text(each.file())).orElseGet(RootFolder::publicRoot), policy),
        providers,
        trusted.map(Seen::modified).orElse(PUBLIC_AS_OF));
  }

  private static Optional<Seen> file(Set<Seen> files, String name) {
    return files.stream()
        .filter(each -> Objects.toString(each.file().getFileName()).equals(name))
        .findFirst();
  }

  private static String nameOf(Path file) {
    var name = Objects.toString(file.getFileName());
    return name.substring(0, name.lastIndexOf('.'));
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new MalformedRootException("a file of it is larger than 1 MiB");
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new MalformedRootException("a file of it cannot be read");
    }
  }

  private static String publicRoot() {
    try (var in = RootFolder.class.getResourceAsStream(PUBLIC + ROOT)) {
      return new String(Objects.requireNonNull(in, PUBLIC).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The jar cannot be read", e);
    }
  }
}
