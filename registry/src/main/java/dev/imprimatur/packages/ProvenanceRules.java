package dev.imprimatur.packages;

import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.PackageProblem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rules of packages about how their versions were built; the table {@code provenance_rule}. A
 * rule is for a package, or for a whole scope, written {@code @acme/*}, and a package obeys both.
 */
public final class ProvenanceRules {
  private static final String SET =
      """
      INSERT INTO provenance_rule (target, required, repositories, no_weaker, set_at, set_by)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (target) DO UPDATE
      SET required = excluded.required, repositories = excluded.repositories,
        no_weaker = excluded.no_weaker, set_at = excluded.set_at, set_by = excluded.set_by
      """;

  private static final String REMOVE = "DELETE FROM provenance_rule WHERE target = ?";

  private static final String FIND =
      """
      SELECT required, repositories, no_weaker, set_at, set_by
      FROM provenance_rule
      WHERE target = ?
      """;

  private static final JsonRules OWN = JsonRules.asJavaScript(2, Integer.MAX_VALUE);

  private final VersionStore versions;

  ProvenanceRules(VersionStore versions) {
    this.versions = versions;
  }

  /** A rule, with who made it when. */
  public record Made(ProvenanceRule rule, Instant at, String by) {}

  public void set(Tx tx, PackageGlob target, Made made) {
    var rule = made.rule();
    var repositories =
        JsonArray.ofTexts(rule.repositories().stream().map(SourceAddress::value).toList());
    tx.update(
        SET,
        target.value(),
        rule.required(),
        Json.text(repositories),
        rule.noWeaker(),
        made.at(),
        made.by());
  }

  /** Removes the rule of a name that is given up. */
  public void remove(Tx tx, PackageGlob target) {
    tx.update(REMOVE, target.value());
  }

  public Optional<Made> find(Tx tx, PackageGlob target) {
    return tx.one(FIND, ProvenanceRules::read, target.value());
  }

  /**
   * Requires that a version obeys the rules of its package. The caller has taken turns, so that no
   * other version of the package appears before this one.
   */
  public void require(Tx tx, PackageName name, NewVersion added) {
    var objections =
        targets(name).flatMap(target -> objection(tx, target, name, added).stream()).toList();
    if (!objections.isEmpty()) {
      throw new PackageProblem.ProvenancePolicy(name.value(), String.join("; ", objections))
          .asException();
    }
  }

  private static Stream<PackageGlob> targets(PackageName name) {
    return Stream.concat(
            Stream.of(name.value()), name.scope().map(scope -> "@" + scope + "/*").stream())
        .map(PackageGlob::new);
  }

  private Optional<String> objection(
      Tx tx, PackageGlob target, PackageName name, NewVersion added) {
    var rule = find(tx, target).map(Made::rule).orElse(ProvenanceRule.NONE);
    var objection =
        added.provenance().isPresent()
            ? rule.objection(added.provenance().get())
            : rule.objectionToNone(rule.noWeaker() && versions.anyProven(tx, name));
    return objection.map(why -> "the provenance rule of %s %s".formatted(target, why));
  }

  private static Made read(Row row) {
    var rule =
        new ProvenanceRule(
            row.truth("required"), addresses(row.text("repositories")), row.truth("no_weaker"));
    return new Made(rule, row.instant("set_at"), row.text("set_by"));
  }

  private static List<SourceAddress> addresses(String stored) {
    return Json.read(stored, OWN) instanceof JsonArray(var items)
        ? items.stream().map(item -> new SourceAddress(((JsonText) item).value())).toList()
        : List.of();
  }
}
