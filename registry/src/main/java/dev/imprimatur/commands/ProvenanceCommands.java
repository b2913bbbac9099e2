package dev.imprimatur.commands;

import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.config.Config;
import dev.imprimatur.digests.HashAlgorithm;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.npm.Purl;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.provenancepolicy.Root;
import dev.imprimatur.provenancepolicy.Roots;
import dev.imprimatur.provenancepolicy.VerificationReport;
import dev.imprimatur.sigstore.KnownKeys;
import dev.imprimatur.sigstore.MalformedRootException;
import dev.imprimatur.sigstore.PublishReceiptCheck;
import dev.imprimatur.sigstore.Verification;
import dev.imprimatur.wiring.Environment;
import dev.imprimatur.wiring.Foundation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code provenance}: the facts that bundles prove, and the roots that vouch for them. */
final class ProvenanceCommands {
  private static final int FILE_BYTES_MAX = 16 * 1024 * 1024;
  private static final int DEPTH_MAX = 32;

  private final Operator operator;
  private final Environment world;

  ProvenanceCommands(Operator operator, Environment world) {
    this.operator = operator;
    this.world = world;
  }

  CommandSpec spec() {
    return Options.group("provenance", "What proves where and how packages were built.")
        .addSubcommand("verify", verify())
        .addSubcommand("roots", roots())
        .addSubcommand("check", check());
  }

  private CommandSpec verify() {
    return Options.registryCommand(
            "Verifies a bundle, or all in an attestations document, without asking anybody.",
            "imprimatur provenance verify attestations.json --package rocket@1.0.0",
            this::verify)
        .addPositional(
            Options.parameter(0, "FILE", "a bundle, an attestations document, or a receipt"))
        .addOption(Options.option("--root", "FILE", "a trusted_root.json (default: trustRoots)"))
        .addOption(
            Options.option(
                "--keys", "FILE", "the keys of a registry, as it lists them or Sigstore does"))
        .addOption(Options.option("--tarball", "FILE", "what it must be about"))
        .addOption(Options.option("--package", "NAME@VERSION", "what it must be about"))
        .addOption(Options.flag("--json", "says it to programs"));
  }

  private CommandSpec roots() {
    return Options.registryCommand(
        "Lists the Sigstore instances that are trusted, with what and until when.",
        "imprimatur provenance roots",
        this::roots);
  }

  private CommandSpec check() {
    return Options.registryCommand(
        "Verifies all stored bundles again, and lists those that do not hold any more.",
        "imprimatur provenance check",
        this::check);
  }

  private void verify(ParseResult typed, Console console) {
    var roots =
        Options.value(typed, "--root")
            .map(this::brought)
            .orElseGet(() -> configured(typed, console));
    var keys = Options.value(typed, "--keys").map(ProvenanceCommands::keys).orElse(KnownKeys.NONE);
    var about =
        new VerificationReport.About(
            Options.value(typed, "--package").map(Purl::of),
            Options.value(typed, "--tarball").map(ProvenanceCommands::sha512));
    var findings =
        bundles(text(Options.parameter(typed, 0))).stream()
            .map(each -> VerificationReport.of(verification(each, roots, keys), about))
            .toList();
    boolean holds = !findings.isEmpty() && findings.stream().allMatch(VerificationReport::holds);
    if (Options.has(typed, "--json")) {
      var all = findings.stream().<JsonValue>map(VerificationReport::json).toList();
      var json = JsonObject.with("holds", holds).and("bundles", new JsonArray(all)).build();
      console.out().println(Json.text(json));
    } else {
      findings.forEach(each -> console.out().println(each.told()));
    }
    if (!holds) {
      throw new PackageProblem.ProvenanceRefused(
              "%d of %d hold"
                  .formatted(
                      findings.stream().filter(VerificationReport::holds).count(), findings.size()))
          .asException();
    }
  }

  private static Verification verification(String text, Roots roots, KnownKeys keys) {
    return PublishReceiptCheck.isFor(text)
        ? PublishReceiptCheck.verify(text, keys)
        : roots.verification(text, keys);
  }

  private Roots configured(ParseResult typed, Console console) {
    var config = Config.of(Options.rawConfig(typed, console), world.providers());
    return Foundation.roots(config, world).current();
  }

  private Roots brought(String file) {
    try {
      return new Roots(
          List.of(
              Root.broughtAlong(
                  file, text(file), world.providers().all(), world.clock().instant())),
          List.of());
    } catch (MalformedRootException e) {
      throw new BadConfigException("%s is no trusted root: %s.".formatted(file, e.why()));
    }
  }

  private static KnownKeys keys(String file) {
    try {
      return KnownKeys.read(text(file));
    } catch (MalformedRootException e) {
      throw new BadConfigException("%s is no list of keys: %s.".formatted(file, e.why()));
    }
  }

  /**
   * Returns the bundles in a document; one that is no attestations document is a single bundle, or
   * nothing.
   */
  private static List<String> bundles(String text) {
    try {
      var json = Json.readObject(text, JsonRules.strict(DEPTH_MAX, FILE_BYTES_MAX));
      return json.array("attestations")
          .map(JsonArray::items)
          .map(items -> items.stream().map(ProvenanceCommands::bundle).toList())
          .orElse(List.of(text));
    } catch (MalformedJsonException e) {
      return List.of(text);
    }
  }

  private static String bundle(JsonValue attestation) {
    return attestation instanceof JsonObject object
        ? object.object("bundle").map(Json::text).orElse("")
        : "";
  }

  private void roots(ParseResult typed, Console console) {
    var now = world.clock().instant();
    for (var root : configured(typed, console).all()) {
      console
          .out()
          .println(
              "%s  as of %s  until %s  %s%s"
                  .formatted(
                      root.name(),
                      root.asOf(),
                      root.trusted().usableUntil().map(Object::toString).orElse("further notice"),
                      String.join(" ", root.policy().issuers().keySet().stream().sorted().toList()),
                      root.warning(now).map(why -> "  WARNING: it " + why).orElse("")));
    }
  }

  private void check(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      var outcome =
          registry.attestationRecheck.check(
              Operator.CALLER, doubt -> console.out().println(doubt.told()));
      console
          .out()
          .println("%d of %d bundles hold.".formatted(outcome.holding(), outcome.checked()));
      if (outcome.holding() < outcome.checked()) {
        throw new PackageProblem.ProvenanceRefused("not all stored bundles hold any more")
            .asException();
      }
    }
  }

  private static String text(String file) {
    try {
      var path = Path.of(file);
      if (Files.size(path) > FILE_BYTES_MAX) {
        throw new BadConfigException("%s is larger than 16 MiB.".formatted(file));
      }
      return Files.readString(path);
    } catch (IOException e) {
      throw new BadConfigException("%s cannot be read as text.".formatted(file));
    }
  }

  private static String sha512(String file) {
    try (var in = Files.newInputStream(Path.of(file))) {
      var digest = HashAlgorithm.SHA_512.start();
      var buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new BadConfigException("%s cannot be read.".formatted(file));
    }
  }
}
