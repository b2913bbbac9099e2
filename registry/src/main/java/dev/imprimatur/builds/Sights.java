package dev.imprimatur.builds;

import dev.imprimatur.provenance.Identity.Field;
import dev.imprimatur.provenance.Verification.Logged;
import dev.imprimatur.shown.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What people are shown of a build that was proven, with places to look at it. */
final class Sights {
  /** Only what is of this form is ever a link: it says "look for yourself". */
  private static final Pattern ADDRESS =
      Pattern.compile("https://[A-Za-z0-9.-]+(?::\\d{1,5})?(?:/[A-Za-z0-9._@-]+|/)*");

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final int COMMIT_SHOWN = 12;

  /** The public log has pages for people; no other that we know of has any. */
  private static final String PUBLIC_LOG = "rekor.sigstore.dev";

  private final Build build;
  private final String repository;

  private Sights(Build build) {
    this.build = build;
    this.repository = build.get(Field.SOURCE_REPOSITORY).orElse("");
  }

  static List<Fact> of(Build build) {
    var sights = new Sights(build);
    var facts = new ArrayList<Fact>();
    facts.add(plain("Built by", build.platform().title()));
    facts.add(linked("Source", sights.project(), Optional.of(sights.repository)));
    sights.commit().ifPresent(facts::add);
    build.get(Field.SOURCE_REF).map(ref -> plain("Ref", ref)).ifPresent(facts::add);
    sights.file().ifPresent(facts::add);
    build
        .get(Field.RUN_INVOCATION)
        .map(run -> linked("Run", run.substring(run.indexOf("//") + 2), Optional.of(run)))
        .ifPresent(facts::add);
    build
        .get(Field.RUNNER_ENVIRONMENT)
        .map(runner -> plain("Runner", runner))
        .ifPresent(facts::add);
    build.logged().stream().map(Sights::logged).forEach(facts::add);
    return List.copyOf(facts);
  }

  /** Owner and name; the host is seen in the link. */
  private String project() {
    return repository.replaceFirst("^https?://[^/]+/", "");
  }

  private Optional<Fact> commit() {
    return build
        .get(Field.SOURCE_DIGEST)
        .map(digest -> {
          boolean known = COMMIT.matcher(digest).matches();
          var below = build.platform() == Platform.GITLAB ? "/-/commit/" : "/commit/";
          return linked(
              "Commit",
              known ? digest.substring(0, COMMIT_SHOWN) : digest,
              known ? Optional.of(repository + below + digest) : Optional.empty());
        });
  }

  /** The file as it was in the commit that it ran from, and not as it may be today. */
  private Optional<Fact> file() {
    var path = build.platform().file(build.identity());
    var commit = build.get(Field.SOURCE_DIGEST).filter(each -> COMMIT.matcher(each).matches());
    var below = build.platform() == Platform.GITLAB ? "/-/blob/" : "/blob/";
    // A file of another project, or at an address, is not to be seen in this repository.
    return path.map(file ->
        linked(
            "Build file",
            file,
            commit
                .filter(each -> !file.contains("@") && !file.contains(":"))
                .map(each -> repository + below + each + "/" + file)));
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

  private static Fact linked(String label, String text, Optional<String> address) {
    return new Fact(label, text, address.filter(each -> ADDRESS.matcher(each).matches()));
  }
}
