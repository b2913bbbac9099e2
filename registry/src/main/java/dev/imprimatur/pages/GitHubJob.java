package dev.imprimatur.pages;

import dev.imprimatur.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A job on GitHub Actions, from the claims that its identity token made (docs.github.com, "OpenID
 * Connect reference").
 *
 * <p>A link says "look for yourself", so it must not lead anywhere else: it is put together only
 * from parts of exactly their form, and only for tokens of GitHub's own issuer. An Enterprise
 * Server speaks of repositories of the same names, and of those we do not know the address.
 */
record GitHubJob(JsonObject claims) {
  static final String PROVIDER = "github";

  private static final String ISSUER = "https://token.actions.githubusercontent.com";
  private static final String WEB = "https://github.com/";
  private static final String FOLDER = "/.github/workflows/";
  private static final Pattern REPOSITORY =
      Pattern.compile("[A-Za-z0-9_-]{1,64}/(?!\\.{1,2}$)[A-Za-z0-9._-]{1,100}");
  private static final Pattern SHA = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}\\.ya?ml");
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,19}");
  private static final int SHA_SHOWN = 12;

  Optional<String> repository() {
    return claims.text("repository");
  }

  List<Byline.Fact> facts() {
    var facts = new ArrayList<Byline.Fact>();
    add(facts, "Repository", repository(), web());
    add(facts, "Workflow", workflow(), workflowAddress());
    add(facts, "Commit", commit(), commitAddress());
    add(facts, refLabel(), ref(), Optional.empty());
    add(facts, "Environment", claims.text("environment"), Optional.empty());
    add(facts, "Started by", claims.text("event_name"), Optional.empty());
    add(facts, "Run", run(), runAddress());
    return facts;
  }

  private static void add(
      List<Byline.Fact> facts, String label, Optional<String> text, Optional<String> address) {
    Line.of(text).ifPresent(line -> facts.add(new Byline.Fact(label, line, address)));
  }

  /** The file between what we know to stand before and behind it; a ref may hold an at sign. */
  private Optional<String> workflow() {
    var said = claims.text("workflow_ref").orElse("");
    var before = repository().map(name -> name + FOLDER);
    var behind = claims.text("ref").map(ref -> "@" + ref);
    if (before.isEmpty() || behind.isEmpty()) {
      return Optional.empty();
    }
    int start = before.get().length();
    int end = said.length() - behind.get().length();
    return start < end
            && said.regionMatches(true, 0, before.get(), 0, start)
            && said.endsWith(behind.get())
        ? Optional.of(said.substring(start, end))
        : Optional.empty();
  }

  private Optional<String> commit() {
    return sha().map(sha -> sha.substring(0, SHA_SHOWN)).or(() -> claims.text("sha"));
  }

  private String refLabel() {
    var ref = claims.text("ref").orElse("");
    return ref.startsWith("refs/tags/") ? "Tag" : ref.startsWith("refs/heads/") ? "Branch" : "Ref";
  }

  private Optional<String> ref() {
    return claims.text("ref").map(ref -> ref.replaceFirst("^refs/(heads|tags)/", ""));
  }

  private Optional<String> run() {
    return claims
        .text("run_id")
        .map(id ->
            id
                + claims
                    .text("run_attempt")
                    .filter(attempt -> !attempt.equals("1"))
                    .map(attempt -> ", attempt " + attempt)
                    .orElse(""));
  }

  /** Where the repository is, if it is certain. */
  private Optional<String> web() {
    return claims
        .text("iss")
        .filter(ISSUER::equals)
        .flatMap(issuer -> form(REPOSITORY, repository()))
        .map(repository -> WEB + repository);
  }

  private Optional<String> workflowAddress() {
    return web()
        .flatMap(web ->
            sha()
                .flatMap(sha ->
                    form(FILE, workflow()).map(file -> web + "/blob/" + sha + FOLDER + file)));
  }

  private Optional<String> commitAddress() {
    return web().flatMap(web -> sha().map(sha -> web + "/commit/" + sha));
  }

  private Optional<String> runAddress() {
    return web()
        .flatMap(web ->
            form(NUMBER, claims.text("run_id"))
                .flatMap(run ->
                    form(NUMBER, claims.text("run_attempt"))
                        .map(attempt -> web + "/actions/runs/" + run + "/attempts/" + attempt)));
  }

  private Optional<String> sha() {
    return form(SHA, claims.text("sha"));
  }

  private static Optional<String> form(Pattern form, Optional<String> text) {
    return text.filter(value -> form.matcher(value).matches());
  }
}
