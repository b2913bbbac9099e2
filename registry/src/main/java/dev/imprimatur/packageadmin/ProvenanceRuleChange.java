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

/** Says what a package, or a whole scope, requires of how its versions were built. */
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

  /** The target's own rule; what is in its scope keeps to that of the scope as well. */
  Optional<Made> of(Target target) {
    return db.read(tx -> rules.find(tx, whole(target)));
  }

  /** Sets what it requires, instead of all that it required. */
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

  /** A rule of a part of a scope would be kept, and nobody would ever ask for it. */
  private static PackageGlob whole(Target target) {
    target.requireWhole("a provenance rule");
    return new PackageGlob(target.value());
  }
}
