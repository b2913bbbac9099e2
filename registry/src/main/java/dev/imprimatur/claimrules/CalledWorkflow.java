package dev.imprimatur.claimrules;

import dev.imprimatur.problem.Quoted;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rule about the file that may define the job. Unless one is configured it is the workflow
 * itself, or a file beside it in the same project and of the same commit: then whoever reviews the
 * one reviews the other. A configured one is {@code PROJECT/FOLDER/FILE@REF}, with a full ref, a
 * commit, or a star for any ref.
 *
 * @param claim the file that defines the job
 * @param calling the file that was started
 * @param beside how a file beside it is written
 * @param commit the claim with the commit of the file that defines the job
 */
public record CalledWorkflow(
    Setting configured, Claim claim, Claim calling, ReferenceTemplate beside, Claim commit)
    implements Rule.OfSetting {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final String ANY = "*";

  @Override
  public List<Claim> reads() {
    return List.of(claim, calling, commit);
  }

  @Override
  public Rule forReading() {
    return new IfConfigured(this);
  }

  /**
   * Returns whether the setting is the same: without it a job must be defined beside its workflow,
   * and with it another workflow's file may be let in, so neither is narrower.
   */
  @Override
  public boolean narrows(Settings after, Settings before) {
    return after.texts(configured.name()).equals(before.texts(configured.name()));
  }

  @Override
  public Finding check(MatchInput input) {
    var claims = input.token();
    var callee = claims.text(claim);
    var wanted = input.settings().texts(configured.name());
    if (!wanted.isEmpty()) {
      return callee
          .map(said -> Finding.of(configured, said, wanted, isOneOf(said, wanted, claims)))
          .orElseGet(() -> Finding.missing(configured, wanted, false));
    }
    return callee
        .map(said -> unconfigured(said, claims))
        .orElseGet(() -> Finding.missing(claim, configured.label(), true));
  }

  private Finding unconfigured(String callee, TokenPayload claims) {
    var caller = claims.text(calling);
    boolean own = caller.equals(Optional.of(callee)) || isPlainFileBeside(callee, claims);
    return Finding.fixed(claim, configured.label(), callee, own)
        .hinting(
            Finding.Hint.says(
                ("its job is defined by the reusable workflow %s of another repository,"
                        + " called from %s")
                    .formatted(Quoted.text(callee), Quoted.text(caller.orElse("")))));
  }

  private boolean isOneOf(String said, List<String> wanted, TokenPayload claims) {
    return wanted.stream().anyMatch(one -> is(said, one, claims));
  }

  private boolean is(String said, String wanted, TokenPayload claims) {
    int at = wanted.lastIndexOf('@');
    var file = wanted.substring(0, at + 1);
    var ref = wanted.substring(at + 1);
    if (!isFile(said, file)) {
      return false;
    }
    var suffix = said.substring(file.length());
    if (COMMIT.matcher(ref).matches()) {
      return claims.text(commit).filter(ref::equals).isPresent();
    }
    return ref.equals(ANY)
        ? suffix.startsWith("refs/") || COMMIT.matcher(suffix).matches()
        : suffix.equals(ref);
  }

  /** Returns whether this is the file; its project is compared without case, the rest with it. */
  private static boolean isFile(String said, String file) {
    if (said.length() <= file.length()) {
      return false;
    }
    int slash = file.indexOf('/', file.indexOf('/') + 1);
    return Comparison.IGNORING_ASCII_CASE.same(said.substring(0, slash), file.substring(0, slash))
        && said.startsWith(file.substring(slash), slash);
  }

  /**
   * Returns whether a file lies beside the workflow. A second at sign is refused: with one, the ref
   * could be another than it seems.
   */
  private boolean isPlainFileBeside(String callee, TokenPayload claims) {
    return beside.fileIn(callee, claims).filter(file -> file.matches("[^@/]+")).isPresent();
  }

  @Override
  public Optional<String> inForce(Settings settings, IssuerTraits issuer) {
    var texts = settings.texts(configured.name());
    if (texts.isEmpty()) {
      return Optional.empty();
    }
    boolean open = texts.stream().anyMatch(text -> !COMMIT.matcher(refOf(text)).matches());
    return Optional.of(
        configured.label()
            + " "
            + String.join(" or ", texts)
            + (open ? " (whoever can move that ref defines the job)" : ""));
  }

  private static String refOf(String text) {
    return text.substring(text.lastIndexOf('@') + 1);
  }
}
