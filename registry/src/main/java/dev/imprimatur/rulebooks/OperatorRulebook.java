package dev.imprimatur.rulebooks;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.Comparison;
import dev.imprimatur.claimrules.Pins;
import dev.imprimatur.claimrules.ProjectClaim;
import dev.imprimatur.claimrules.RequiredCondition;
import dev.imprimatur.claimrules.Rule;
import dev.imprimatur.claimrules.Rulebook;
import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The writer of a rulebook from what an operator knows of an issuer's tokens. */
final class OperatorRulebook {
  private OperatorRulebook() {}

  static Rulebook of(String title, OwnRules own) {
    var rules = new ArrayList<Rule>();
    for (var claim : own.names()) {
      var setting = Setting.text(claim.name(), "claim " + claim.name(), Rulebook.ANY_TEXT).needed();
      rules.add(new ProjectClaim(setting, claim, Comparison.EXACT));
    }
    own.requires().members().forEach((name, value) -> rules.add(required(name, value)));
    var pins = new Pins(own.ids(), List.of());
    return Rulebook.open(title, rules, pins, own.records());
  }

  private static Rule required(String name, JsonValue value) {
    var words = "every token of this issuer must say the right one";
    return new RequiredCondition(
        Claim.text(name),
        "claim " + name,
        claims -> claims.json().get(name).equals(Optional.of(value)),
        value instanceof JsonText(var text) ? "it must be \"%s\"".formatted(text) : words);
  }
}
