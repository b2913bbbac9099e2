package dev.imprimatur.providers;

import dev.imprimatur.claimrules.MatchInput;
import dev.imprimatur.claimrules.Rulebook;
import dev.imprimatur.claimrules.Settings;
import dev.imprimatur.claimrules.Verdict;
import dev.imprimatur.issuers.IssuerJson;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Permission;
import dev.imprimatur.npm.PublisherPermissions;
import dev.imprimatur.rulebooks.Claims;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.trust.MatchResult;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.PublisherId;
import dev.imprimatur.trust.PublisherMatch;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.TokenTerms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Claims of a job as its CI system says them, whom a maintainer trusts, and what must come of it: a
 * file {@code providers/PROVIDER/accepted|refused/NAME.json} among the tests' resources.
 */
record Sample(String name, Provider provider, boolean accepted, JsonObject json) {
  static final Path FOLDER = Path.of("src/test/resources/providers");

  /** Those of all providers, in the order of their names. */
  static Stream<Sample> all() {
    return Providers.ALL.stream().flatMap(Sample::of);
  }

  static Stream<Sample> of(Provider provider) {
    return Stream.concat(in(provider, true), in(provider, false));
  }

  private static Stream<Sample> in(Provider provider, boolean accepted) {
    var kind = accepted ? "accepted" : "refused";
    try (var files = Files.list(FOLDER.resolve(provider.id()).resolve(kind))) {
      return files.sorted().toList().stream()
          .map(file -> new Sample(nameOf(provider, file), provider, accepted, read(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String nameOf(Provider provider, Path file) {
    return provider.id() + "/" + file.getFileName().toString().replace(".json", "");
  }

  private static JsonObject read(Path file) {
    try {
      return Json.readObject(Files.readAllBytes(file), JsonRules.strict(12, 100_000));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  /** Returns whether a pull request started the job, or a fork's code was in it. */
  boolean isPullRequest() {
    return json.truth("pullRequest");
  }

  JsonObject claims() {
    return json.object("claims").orElseThrow();
  }

  JsonObject settingsJson() {
    return json.object("settings").orElseThrow();
  }

  JsonObject expected() {
    return json.object("expect").orElseThrow();
  }

  /** What people must be shown of it, if the sample says so. */
  List<String> shown() {
    return expected().array("shown").map(JsonArray::items).orElse(List.of()).stream()
        .map(item -> ((JsonText) item).value())
        .toList();
  }

  /** The issuer that the sample names, or the one that its provider's publishers have anyway. */
  Issuer issuer() {
    var url =
        json.text("issuer")
            .or(() -> provider.issuerOf(settingsJson()))
            .or(provider::builtIn)
            .orElseThrow();
    var terms = json.object("terms").orElse(JsonObject.EMPTY);
    // What cannot be reached has its keys stored; which ones does not matter to its rules.
    var reached =
        url.startsWith("spiffe:") ? terms.but().and("jwks", JsonObject.EMPTY).build() : terms;
    return IssuerJson.read(provider, url, reached);
  }

  Settings settings() {
    return issuer().rulebook().parse(settingsJson());
  }

  Claims said() {
    return new Claims(issuer(), claims());
  }

  /** What the rules make of it, for a publisher that knows the ids that the sample says. */
  Verdict verdict() {
    return verdict(issuer().rulebook());
  }

  /** Returns the verdict for a publisher with the same settings that may only read. */
  Verdict readingVerdict() {
    return verdict(issuer().rulebook().forReading());
  }

  private Verdict verdict(Rulebook rulebook) {
    var input = new MatchInput(settings(), said().token(), json.text("package").orElseThrow());
    return rulebook.judge(input, pins());
  }

  JsonObject pins() {
    var pins = issuer().rulebook().idsIn(settings()).but();
    json.object("pins").orElse(JsonObject.EMPTY).members().forEach(pins::and);
    return pins.build();
  }

  /** What a job with these claims is told. */
  MatchResult matchResult() {
    var name = new PackageName(json.text("package").orElseThrow());
    var identity =
        new Publisher.Identity(
            provider,
            issuer().url(),
            issuer().rulebook().project(settings()),
            settings(),
            pins(),
            Optional.empty());
    var publisher =
        new Publisher(
            new PublisherId(new UUID(0, 1)),
            Target.of(name),
            identity,
            PublisherPermissions.of(Permission.PUBLISH),
            TokenTerms.USUAL,
            new Publisher.State(
                1, 1, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
            new Publisher.Origin("", Instant.EPOCH, "operator", "alice"));
    return new MatchResult(name.value(), said(), List.of(new PublisherMatch(publisher, verdict())));
  }

  @Override
  public String toString() {
    return name + ": " + json.text("what").orElse("");
  }
}
