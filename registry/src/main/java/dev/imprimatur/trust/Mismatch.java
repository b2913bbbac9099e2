package dev.imprimatur.trust;

import dev.imprimatur.problem.Quoted;
import java.util.Optional;

/**
 * Why a rule refuses an identity token. What the token says is its bearer's to know; what the
 * maintainer configured is told only to a bearer who has proved to be that very project.
 *
 * @param rule the claim that the rule looks at
 * @param token what the token says, as the first half of a sentence
 * @param wanted what would have been accepted, as the second half; empty if it is nobody's secret
 */
record Mismatch(String rule, String token, Optional<String> wanted) {

  static Mismatch open(String rule, String sentence) {
    return new Mismatch(rule, sentence, Optional.empty());
  }

  /** The claim is missing, or is not what was configured. */
  static Mismatch configured(Setting setting, Optional<String> said, String configured) {
    var token =
        said.map(value -> "its %s is %s".formatted(setting.label(), Quoted.text(value)))
            .orElse("it says no %s".formatted(setting.label()));
    return new Mismatch(
        setting.name(),
        token,
        Optional.of("the trusted publisher names %s".formatted(Quoted.text(configured))));
  }

  String told(boolean proven) {
    return wanted
        .map(secret ->
            token + (proven ? ", but " + secret : ", which is not what the publisher names"))
        .orElse(token);
  }
}
