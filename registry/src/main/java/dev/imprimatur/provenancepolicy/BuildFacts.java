package dev.imprimatur.provenancepolicy;

import dev.imprimatur.display.Fact;
import dev.imprimatur.rulebooks.ProvenanceForm;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.sigstore.Identity.Field;
import dev.imprimatur.sigstore.Verification.Logged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The facts of a proven build that people are shown, with places to look at it. */
public final class BuildFacts {
  /** The form that an address must have to become a link, which says "look for yourself". */
  private static final Pattern ADDRESS =
      Pattern.compile("https://[A-Za-z0-9.-]+(?::\\d{1,5})?(?:/[A-Za-z0-9._@-]+|/)*");

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final int COMMIT_SHOWN = 12;

  /** The public log, the only one that we know of with pages for people. */
  private static final String PUBLIC_LOG = "rekor.sigstore.dev";

  private final Build build;
  private final String title;
  private final Optional<ProvenanceForm> form;
  private final String repository;

  private BuildFacts(Build build, Provider provider) {
    this.build = build;
    this.title = provider.title();
    this.form = provider.provenance();
    this.repository = repository(build);
  }

  private BuildFacts(Build build) {
    this.build = build;
    this.title = build.provider();
    this.form = Optional.empty();
    this.repository = repository(build);
  }

  /**
   * Returns the facts of a build.
   *
   * @param provider the CI system that built it
   */
  public static List<Fact> of(Build build, Provider provider) {
    return new BuildFacts(build, provider).all();
  }

  /** Returns the facts of a build by a CI system that this registry does not know any more. */
  public static List<Fact> of(Build build) {
    return new BuildFacts(build).all();
  }

  private static String repository(Build build) {
    return build.get(Field.SOURCE_REPOSITORY).orElse("");
  }

  private List<Fact> all() {
    var facts = new ArrayList<Fact>();
    facts.add(plain("Built by", title));
    facts.add(linked("Source", project(), repository));
    build.get(Field.SOURCE_DIGEST).map(this::commit).ifPresent(facts::add);
    build.get(Field.SOURCE_REF).map(ref -> plain("Ref", ref)).ifPresent(facts::add);
    file().ifPresent(facts::add);
    build
        .get(Field.RUN_INVOCATION)
        .map(run -> linked("Run", run.substring(run.indexOf("//") + 2), run))
        .ifPresent(facts::add);
    build
        .get(Field.RUNNER_ENVIRONMENT)
        .map(runner -> plain("Runner", runner))
        .ifPresent(facts::add);
    build.logged().stream().map(BuildFacts::logged).forEach(facts::add);
    return List.copyOf(facts);
  }

  /** Returns owner and name; the host is seen in the link. */
  private String project() {
    return repository.replaceFirst("^https?://[^/]+/", "");
  }

  private Fact commit(String digest) {
    if (!isCommit()) {
      return plain("Commit", digest);
    }
    var shown = digest.substring(0, COMMIT_SHOWN);
    return form.map(each -> linked("Commit", shown, each.commitAddress(build.identity())))
        .orElseGet(() -> plain("Commit", shown));
  }

  private Optional<Fact> file() {
    return form.flatMap(each -> each.file(build.identity()).map(file -> file(each, file)));
  }

  private Fact file(ProvenanceForm known, String file) {
    return known
        .fileAddress(build.identity())
        .filter(_ -> isCommit())
        .map(address -> linked("Build file", file, address))
        .orElseGet(() -> plain("Build file", file));
  }

  private boolean isCommit() {
    return build.get(Field.SOURCE_DIGEST).filter(it -> COMMIT.matcher(it).matches()).isPresent();
  }

  private static Fact logged(Logged logged) {
    var address = "https://search.sigstore.dev/?logIndex=" + logged.index();
    return new Fact(
        "Log entry",
        "%d in %s".formatted(logged.index(), logged.log()),
        logged.log().equals(PUBLIC_LOG) ? Optional.of(address) : Optional.empty());
  }

  private static Fact plain(String label, String text) {
    return new Fact(label, text, Optional.empty());
  }

  private static Fact linked(String label, String text, String address) {
    return new Fact(
        label, text, Optional.of(address).filter(each -> ADDRESS.matcher(each).matches()));
  }
}
