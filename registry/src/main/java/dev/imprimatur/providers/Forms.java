package dev.imprimatur.providers;

import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.claimrules.Setting.Form;

/** The forms of settings that several providers have. */
final class Forms {
  /** The characters to exclude: invisible ones and line ends, Unicode's own included. */
  private static final String SHOWN = "\\p{C}\\p{Zl}\\p{Zp}";

  static final Form TEXT =
      Form.of(
          "[^" + SHOWN + "]{1,255}", "it has at most 255 characters, and none that do not show");

  static final Form PROTECTED = Form.of("true", "it can only be true");

  static final Form UUID =
      Form.of(
          "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
          "it is a UUID, such as 94b40e60-cfd5-486f-a04b-507abf27a83d");

  /** A name that is neither a dot nor two, as those lead elsewhere in a path. */
  static final String NAME = "(?!\\.{1,2}(?:$|/|@))[A-Za-z0-9._-]{1,100}(?<!\\.git)";

  /** The bare name of a YAML file. */
  static final String FILE = file("/");

  /** The path of a YAML file; an at sign would stand before something else, a colon in a URL. */
  static final String PATH = "(?s)(?!.*//)(?!(?:.*/)?\\.{1,2}/)(?!/)" + file("@:?#");

  private Forms() {}

  /** One of these words. */
  static Form oneOf(String... words) {
    return Form.of(String.join("|", words), "it is one of " + String.join(", ", words));
  }

  private static String file(String without) {
    var not = "[^\\\\" + SHOWN + without;
    return not + "\\p{Z}]" + not + "]{0,250}\\.ya?ml";
  }

  /** The deployment environment that a job names. */
  static Setting environment(String claim) {
    return Setting.text(claim, "environment", TEXT, "--environment", "--env")
        .asked(
            "Environment name",
            "npm",
            "The deployment environment that the job names. Strongly recommended: an environment"
                + " can demand that somebody approves each run.")
        .recommended();
  }

  /** The setting whether the ref is protected where the code is kept. */
  static Setting protectedRef() {
    return Setting.text("ref_protected", "ref protection", PROTECTED, "--protected-ref")
        .asked(
            "Protected refs only",
            "true",
            "Write true, and only protected branches and tags may publish.");
  }

  /** The setting of whose machine the job runs on. */
  static Setting runner(String own) {
    return Setting.texts("runner_environment", "runner", oneOf(own, "self-hosted"), "--runner")
        .asked(
            "Runners",
            "self-hosted",
            "Whose machines the job may run on, if not the usual: "
                + own
                + ", self-hosted. The operator must allow self-hosted ones for the issuer.");
  }
}
