package dev.imprimatur.trust;

import dev.imprimatur.problem.Quoted;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a provider's rulebook does with a claim that decides something. */
sealed interface Rule {

  /** The claim it looks at. */
  String claim();

  /** Empty if the rule has nothing against this identity token. */
  Optional<Mismatch> check(Settings settings, Claims claims);

  /** What the maintainer configures for it, if anything. */
  default Optional<Setting> setting() {
    return Optional.empty();
  }

  /** The claim names the project, and must be the one configured. */
  record Names(Setting configured, Comparison comparison) implements Rule {
    @Override
    public String claim() {
      return configured.name();
    }

    @Override
    public Optional<Setting> setting() {
      return Optional.of(configured);
    }

    @Override
    public Optional<Mismatch> check(Settings settings, Claims claims) {
      return compare(configured, comparison, settings, claims);
    }
  }

  /** If it is configured, the claim must be there and the same. */
  record Offers(Setting configured, Comparison comparison) implements Rule {
    @Override
    public String claim() {
      return configured.name();
    }

    @Override
    public Optional<Setting> setting() {
      return Optional.of(configured);
    }

    @Override
    public Optional<Mismatch> check(Settings settings, Claims claims) {
      return compare(configured, comparison, settings, claims);
    }
  }

  /**
   * The claim names the file that defines the workflow: {@code PROJECT/FOLDER/FILE@REF}. It is put
   * together from its parts and compared, never taken apart: a branch may be called {@code
   * release.yml@x}, and a folder {@code a@b.yml}.
   *
   * @param project the claim with the project's name
   * @param folder where workflows lie, with slashes around it
   * @param refs the claims whose value may stand behind the at sign
   */
  record WorkflowFile(Setting configured, String project, String folder, List<String> refs)
      implements Rule {
    @Override
    public String claim() {
      return configured.name();
    }

    @Override
    public Optional<Setting> setting() {
      return Optional.of(configured);
    }

    @Override
    public Optional<Mismatch> check(Settings settings, Claims claims) {
      var file = settings.value(configured.name()).orElseThrow();
      var said = claims.text(claim());
      boolean same =
          said.isPresent() && refs.stream().anyMatch(ref -> is(said.get(), file, ref, claims));
      return same ? Optional.empty() : Optional.of(Mismatch.configured(configured, said, file));
    }

    private boolean is(String said, String file, String ref, Claims claims) {
      var owner = claims.text(project);
      var suffix = claims.text(ref);
      if (owner.isEmpty() || suffix.isEmpty()) {
        return false;
      }
      // The project's name has no case on its provider; a file's and a ref's name do.
      var path = folder + file + "@" + suffix.get();
      return said.endsWith(path)
          && Comparison.IGNORING_ASCII_CASE.same(
              said.substring(0, said.length() - path.length()), owner.get());
    }
  }

  /**
   * The job may be defined in another file than the workflow only if that file is in the same
   * project and of the same commit: then whoever reviews the one reviews the other.
   *
   * @param called the claim with the file that defines the job
   * @param calling the claim with the file that defines the workflow
   * @param project the claim with the project's name
   * @param folder where workflows lie, with slashes around it
   * @param refs the claims whose value may stand behind the at sign
   */
  record CalledFromSameCommit(
      String called, String calling, String project, String folder, List<String> refs)
      implements Rule {
    @Override
    public String claim() {
      return called;
    }

    @Override
    public Optional<Mismatch> check(Settings settings, Claims claims) {
      var callee = claims.text(called);
      var caller = claims.text(calling);
      if (callee.isEmpty()) {
        return Optional.of(Mismatch.open(called, "it does not say which file defines its job"));
      }
      if (callee.equals(caller) || isLocal(callee.get(), claims)) {
        return Optional.empty();
      }
      return Optional.of(
          Mismatch.open(
              called,
              "its job is defined by the reusable workflow %s of another repository, called from %s"
                  .formatted(Quoted.text(callee.get()), Quoted.text(caller.orElse("")))));
    }

    private boolean isLocal(String callee, Claims claims) {
      var owner = claims.text(project).map(name -> name + folder).orElse("");
      return !owner.isEmpty()
          && callee.length() > owner.length()
          && Comparison.IGNORING_ASCII_CASE.same(callee.substring(0, owner.length()), owner)
          && refs.stream()
              .flatMap(ref -> claims.text(ref).stream())
              .anyMatch(ref -> isPlainFile(callee.substring(owner.length()), "@" + ref));
    }

    /** No second at sign: with one, the ref could be another than it seems. */
    private static boolean isPlainFile(String rest, String suffix) {
      return rest.endsWith(suffix)
          && !rest.substring(0, rest.length() - suffix.length()).matches(".*[@/].*");
    }
  }

  /** The claim must have one of these values; a list of what is allowed never goes stale. */
  record OneOf(String claim, String label, Set<String> values) implements Rule {
    public OneOf {
      values = Set.copyOf(values);
    }

    @Override
    public Optional<Mismatch> check(Settings settings, Claims claims) {
      var said = claims.text(claim);
      if (said.filter(values::contains).isPresent()) {
        return Optional.empty();
      }
      return Optional.of(
          Mismatch.open(
              claim,
              "its %s is %s, and only %s may publish"
                  .formatted(
                      label,
                      said.map(Quoted::text).orElse("not said"),
                      String.join(", ", values.stream().sorted().toList()))));
    }
  }

  private static Optional<Mismatch> compare(
      Setting setting, Comparison comparison, Settings settings, Claims claims) {
    var wanted = settings.value(setting.name());
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    var said = claims.text(setting.name());
    return said.filter(value -> comparison.same(value, wanted.get())).isPresent()
        ? Optional.empty()
        : Optional.of(Mismatch.configured(setting, said, wanted.get()));
  }
}
