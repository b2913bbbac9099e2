package dev.imprimatur.testkit.sigstore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Statements of npm that are wrong in one way. */
final class StatementFaults {
  private static final String ANOTHER_REPOSITORY = "https://github.com/evil/rocket";
  private static final String ANOTHER_COMMIT = "f".repeat(40);

  private StatementFaults() {}

  static void twoSubjects(Map<String, Object> statement) {
    var subjects = new ArrayList<Object>();
    subjects.add(Json.at(statement, "subject", 0));
    subjects.add(
        Json.members(
            "name", "pkg:npm/other@1.0.0", "digest", Json.members("sha512", "ab".repeat(64))));
    statement.put("subject", subjects);
  }

  static void noSubject(Map<String, Object> statement) {
    statement.put("subject", List.of());
  }

  static void anotherVersion(Map<String, Object> statement) {
    var subject = Json.at(statement, "subject", 0);
    subject.put("name", Json.said(subject, "name").replaceFirst("@[^@]*$", "@999.0.0"));
  }

  static void rawScope(Map<String, Object> statement) {
    var subject = Json.at(statement, "subject", 0);
    subject.put("name", Json.said(subject, "name").replace("%40", "@"));
  }

  static void withoutSha512(Map<String, Object> statement) {
    Json.at(statement, "subject", 0).put("digest", Json.members("sha256", "ab".repeat(32)));
  }

  static void anotherRepository(Map<String, Object> statement) {
    if (isGitHub(statement)) {
      Json.at(statement, "predicate", "buildDefinition", "externalParameters", "workflow")
          .put("repository", ANOTHER_REPOSITORY);
      Json.at(statement, "predicate", "buildDefinition", "resolvedDependencies", 0)
          .put("uri", "git+" + ANOTHER_REPOSITORY + "@refs/heads/main");
    } else {
      var source = "git+" + ANOTHER_REPOSITORY;
      Json.at(statement, "predicate", "invocation", "configSource").put("uri", source);
      Json.at(statement, "predicate", "materials", 0).put("uri", source);
    }
  }

  static void anotherCommit(Map<String, Object> statement) {
    if (isGitHub(statement)) {
      Json.at(statement, "predicate", "buildDefinition", "resolvedDependencies", 0, "digest")
          .put("gitCommit", ANOTHER_COMMIT);
    } else {
      Json.at(statement, "predicate", "invocation", "configSource", "digest")
          .put("sha1", ANOTHER_COMMIT);
      Json.at(statement, "predicate", "materials", 0, "digest").put("sha1", ANOTHER_COMMIT);
    }
  }

  static void unknownBuildType(Map<String, Object> statement) {
    var predicate = Json.at(statement, "predicate");
    (isGitHub(statement) ? Json.at(predicate, "buildDefinition") : predicate)
        .put("buildType", "https://build.example/v1");
  }

  static void billOfMaterials(Map<String, Object> statement) {
    statement.put("predicateType", "https://spdx.dev/Document/v2.3");
    statement.put("predicate", Json.members("spdxVersion", "SPDX-2.3"));
  }

  private static boolean isGitHub(Map<String, Object> statement) {
    return Json.at(statement, "predicate").containsKey("buildDefinition");
  }
}
