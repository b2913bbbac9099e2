package dev.imprimatur.claimrules;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.Quoted;
import java.util.List;
import java.util.Optional;

/**
 * The rule that a claim names the configured file of this project, if one is configured; a star is
 * any file, also one that the claim leaves out.
 *
 * @param missing why the claim may be missing, for providers that leave it out
 */
public record WorkflowFile(
    Setting configured, Claim claim, ReferenceTemplate composition, Optional<String> missing)
    implements Rule.OfSetting {
  private static final String ANY = "*";

  @Override
  public List<Claim> reads() {
    return Rule.reading(claim, composition.refs());
  }

  @Override
  public Rule forReading() {
    return new IfConfigured(this);
  }

  /** The file that a recorded token names, for people. */
  public Optional<String> fileOf(JsonObject recorded) {
    return claim.read(recorded).flatMap(said -> composition.fileIn(said, recorded));
  }

  @Override
  public Finding check(MatchInput input) {
    var wanted = input.settings().texts(configured.name());
    return input
        .token()
        .text(claim)
        .map(said -> compared(said, wanted, input.token()))
        .orElseGet(() -> withoutClaim(wanted));
  }

  private Finding compared(String said, List<String> wanted, TokenPayload claims) {
    boolean same =
        wanted.contains(ANY)
            || wanted.stream().anyMatch(file -> composition.is(said, file, claims));
    var finding = Finding.of(configured, said, wanted, same);
    return same
        ? finding
        : elsewhere(said, claims)
            .map(finding::expecting)
            .orElseGet(() -> finding.hinting(hint(said, claims)));
  }

  /**
   * The other server that a token names as its own; no file at all would match, and only the
   * operator can mend that.
   */
  private Optional<String> elsewhere(String said, TokenPayload claims) {
    if (composition.fileIn(said, claims).isPresent()) {
      return Optional.empty();
    }
    return composition
        .otherServer(said, claims)
        .map(server ->
            ("this registry takes its CI system to be at %s; if it is at %s, its operator has to"
                    + " say so (issuer edit --server)")
                .formatted(Quoted.text(ReferenceTemplate.server(claims)), Quoted.text(server)));
  }

  private Finding.Hint hint(String said, TokenPayload claims) {
    return composition
        .fileIn(said, claims)
        .filter(configured::takes)
        .map(Finding.Hint::setting)
        .orElse(Finding.Hint.NONE);
  }

  private Finding withoutClaim(List<String> wanted) {
    boolean any = wanted.contains(ANY);
    var finding = Finding.missing(configured, wanted, any);
    return any
        ? finding
        : finding.hinting(missing.map(Finding.Hint::says).orElse(Finding.Hint.NONE));
  }
}
