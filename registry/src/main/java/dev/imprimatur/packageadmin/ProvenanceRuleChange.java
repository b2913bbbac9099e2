package dev.imprimatur.packageadmin;

import dev.imprimatur.audit.TrustEvent;
import dev.imprimatur.change.Changes;
import dev.imprimatur.db.Database;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.packages.ProvenanceRule;
import dev.imprimatur.packages.ProvenanceRules;
import dev.imprimatur.packages.ProvenanceRules.Made;
import dev.imprimatur.trust.Target;
import java.time.InstantSource;
import java.util.Optional;

/** The change of what a package, or a whole scope, requires of how its versions were built. */
public final class ProvenanceRuleChange {
  private final Database db;
  private final ProvenanceRules rules;
  private final Changes changes;
  private final InstantSource clock;

  public ProvenanceRuleChange(
      Database db, ProvenanceRules rules, Changes changes, InstantSource clock) {
    this.db = db;
    this.rules = rules;
    this.changes = changes;
    this.clock = clock;
  }

  /** Finds the target's own rule; packages keep to that of their scope as well. */
  Optional<Made> of(Target target) {
    return db.read(tx -> rules.find(tx, whole(target)));
  }

  /** Sets the rule, and replaces the former one as a whole. */
  public void set(Target target, ProvenanceRule rule, Caller caller) {
    changes.make(
        caller,
        new Action.Decide(target),
        change -> {
          var tx = change.tx();
          var former = rules.find(tx, whole(target)).map(Made::rule).orElse(ProvenanceRule.NONE);
          rules.set(tx, whole(target), new Made(rule, clock.instant(), change.by()));
          change.happened(
              new TrustEvent.ProvenanceRuleSet(target.value(), rule.json(), rule.loosens(former)));
          return target;
        });
  }

  /** Refuses a part of a scope, as no publish would look for its rule. */
  private static PackageGlob whole(Target target) {
    target.requireWhole("a provenance rule");
    return new PackageGlob(target.value());
  }
}
