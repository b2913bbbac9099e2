package dev.imprimatur.unpublish;

import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.JsonStream;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.problem.RequestProblem;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The document of a {@code PUT /{package}/-rev/{rev}}: all of a package, without what is to go. Of
 * all that it repeats only the names of the versions matter.
 *
 * @param versions the versions that are to stay; empty if it does not speak of versions
 */
record RevisedDocument(Optional<Set<String>> versions) {
  private static final int JSON_DEPTH_MAX = 200;

  RevisedDocument {
    versions = versions.map(Set::copyOf);
  }

  /** Reads it as it arrives. */
  static RevisedDocument read(InputStream body, Limits.Uploads limits) throws IOException {
    var reader = new Reader();
    var rules =
        JsonRules.strict(JSON_DEPTH_MAX, limits.manifestBytesMax())
            .keeping(limits.manifestValuesMax());
    try (var json = JsonStream.over(body, rules)) {
      json.object(member -> reader.member(member, json));
      json.end();
    } catch (MalformedJsonException e) {
      throw new RequestProblem.MalformedRequest(e.why()).asException();
    }
    return new RevisedDocument(reader.versions);
  }

  /** The part of it that was read; for one thread. */
  private static final class Reader {
    private Optional<Set<String>> versions = Optional.empty();

    void member(String member, JsonStream json) throws IOException {
      switch (member) {
        case "versions" -> {
          var named = new HashSet<String>();
          json.object(version -> {
            named.add(version);
            json.skip();
          });
          versions = Optional.of(named);
        }
        default -> json.skip();
      }
    }
  }
}
