package dev.imprimatur.rules;

import dev.imprimatur.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * If it is configured, the claim must name this file of this project; a star is any file, also one
 * that the claim leaves out.
 *
 * @param missing why the claim may be missing, for providers that leave it out
 */
public record WorkflowFile(
    Setting configured, Claim claim, Composition composition, Optional<String> missing)
    implements Rule.OfSetting {
  private static final String ANY = "*";

  @Override
  public List<Claim> reads() {
    return Rule.reading(claim, composition.refs());
  }

  /** The file that a recorded token names, for people. */
  public Optional<String> fileOf(JsonObject recorded) {
    return claim.read(recorded).flatMap(said -> composition.fileIn(said, recorded));
  }

  @Override
  public Finding check(Case matter) {
    var wanted = matter.settings().texts(configured.name());
    var claims = matter.claims();
    var actual = claims.text(claim);
    boolean same =
        wanted.contains(ANY)
            || actual
                .filter(
                    said -> wanted.stream().anyMatch(file -> composition.is(said, file, claims)))
                .isPresent();
    var finding = Finding.of(configured, actual, wanted, same);
    return same ? finding : finding.hinting(hint(actual, claims));
  }

  private Finding.Hint hint(Optional<String> actual, Claims claims) {
    if (actual.isEmpty() && missing.isPresent()) {
      return Finding.Hint.says(missing.get());
    }
    return Finding.Hint.setting(
        actual.flatMap(said -> composition.fileIn(said, claims)).filter(configured::takes));
  }
}
