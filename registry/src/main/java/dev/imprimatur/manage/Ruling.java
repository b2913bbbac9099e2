package dev.imprimatur.manage;

import dev.imprimatur.audit.Event;
import dev.imprimatur.audit.TrustEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.packages.ProvenanceRule;
import dev.imprimatur.packages.ProvenanceRules;
import dev.imprimatur.trust.Target;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** Says what a package, or a whole scope, requires of how its versions were built. */
public final class Ruling {
  private final Database db;
  private final ProvenanceRules rules;
  private final Change change;
  private final InstantSource clock;

  public Ruling(Database db, ProvenanceRules rules, Change change, InstantSource clock) {
    this.db = db;
    this.rules = rules;
    this.change = change;
    this.clock = clock;
  }

  /**
   * What somebody wants a package to require.
   *
   * @param by who it is, as the audit log writes it
   */
  public record Wish(ProvenanceRule rule, String by) {}

  /** The target's own rule; what is in its scope keeps to that of the scope as well. */
  Optional<ProvenanceRules.Made> of(Target target) {
    return db.read(tx -> rules.find(tx, whole(target)));
  }

  void set(Target target, Wish wish, Caller caller) {
    change.make(
        caller,
        new Demand.Decide(target),
        (tx, happened) -> {
          set(tx, target, wish, happened);
          return target;
        });
  }

  /** Sets what it requires, instead of all that it required. */
  public void set(Tx tx, Target target, Wish wish, Consumer<Event> happened) {
    var former =
        rules.find(tx, whole(target)).map(ProvenanceRules.Made::rule).orElse(ProvenanceRule.NONE);
    var rule = wish.rule();
    rules.set(tx, whole(target), new ProvenanceRules.Made(rule, clock.instant(), wish.by()));
    happened.accept(
        new TrustEvent.ProvenanceRuleSet(target.value(), rule.json(), rule.loosens(former)));
  }

  /** A rule of a part of a scope would be kept, and nobody would ever ask for it. */
  private static PackageGlob whole(Target target) {
    target.requireWhole("a provenance rule");
    return new PackageGlob(target.value());
  }
}
