package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What others have published elsewhere, with all tools since 2010, is taken as it is and comes back
 * so, or is refused for the reason that the list names.
 */
@ExtendWith(E2eEnvironments.OfClass.class)
final class RealPackagesTest {
  private static final int ALL_MIN = 200;
  private static final int SMALL_MIN = 12;

  /** Every so many of the long list are published by npm, and the others without a client. */
  private static final int BY_NPM = 10;

  /** So many are installed by one command. */
  private static final int AT_ONCE = 20;

  private static final String MANIFEST_HERE = "manifest-stands-here";
  private static final String NO_DOCUMENT = "malformed-publish";
  private static final Pattern PROBLEM = Pattern.compile("/problems/([a-z-]+)");

  private final E2eEnvironments environments;

  RealPackagesTest(E2eEnvironments environments) {
    this.environments = environments;
  }

  @Test
  void smallOnesThatNpmPublishesAreInstalledByEveryClientAsTheyWere() {
    var small = RealPackage.all().stream().filter(RealPackage::isSmall).toList();
    assertThat(small).hasSizeGreaterThanOrEqualTo(SMALL_MIN);
    RealPackage.fetch(small);
    var surroundings = environments.only();
    for (var each : small) {
      if (each.refusal().isEmpty()) {
        publishByNpm(surroundings, each).done();
      } else {
        publishByNpm(surroundings, each).refused();
        assertThat(refusal(surroundings, each).map(RealPackagesTest::code))
            .isEqualTo(each.refusal());
      }
    }
    var taken = taken(small);
    taken.forEach(each -> requireServed(surroundings, each));
    assertThat(new Dependencies(surroundings, taken, false).differences()).isEmpty();
  }

  @Test
  @EnabledIfSystemProperty(named = "imprimatur.real", matches = "true")
  void allOthersAreInstalledByEveryClientAsTheyWere() {
    var all = RealPackage.all();
    assertThat(all).hasSizeGreaterThanOrEqualTo(ALL_MIN).doesNotHaveDuplicates();
    var others = all.stream().filter(each -> !each.isSmall()).toList();
    RealPackage.fetch(others);
    var surroundings = environments.only();
    var taken = new ArrayList<RealPackage>();
    var unexpected = new ArrayList<String>();
    for (int i = 0; i < others.size(); i++) {
      var each = others.get(i);
      var refusal =
          i % BY_NPM == 0 ? refusalByNpm(surroundings, each) : refusal(surroundings, each);
      if (refusal.filter(said -> code(said).equals(NO_DOCUMENT)).isPresent()) {
        // What stands twice in a package.json every client sends once.
        refusal = refusalByNpm(surroundings, each);
      }
      if (refusal.isEmpty()) {
        taken.add(each);
      }
      if (!refusal.map(RealPackagesTest::code).equals(each.refusal())) {
        unexpected.add(each.spec() + ": " + refusal.orElse("taken"));
      }
    }
    taken.forEach(each -> requireServed(surroundings, each));
    for (int i = 0; i < taken.size(); i += AT_ONCE) {
      var some = taken.subList(i, Math.min(i + AT_ONCE, taken.size()));
      unexpected.addAll(new Dependencies(surroundings, some, true).differences());
    }
    assertThat(unexpected).isEmpty();
  }

  private static List<RealPackage> taken(List<RealPackage> packages) {
    return packages.stream().filter(each -> each.refusal().isEmpty()).toList();
  }

  /** As it was packed; what it says of where to publish it does not count here. */
  private static Outcome publishByNpm(E2eEnvironment surroundings, RealPackage each) {
    return surroundings
        .machine(Clients.newest())
        .token(surroundings.server(), surroundings.owner().token())
        .npm(
            "publish",
            each.tarball().toString(),
            "--access=public",
            "--tag=latest",
            "--provenance=false",
            "--registry=" + surroundings.url());
  }

  private static Optional<String> refusalByNpm(E2eEnvironment surroundings, RealPackage each) {
    var outcome = publishByNpm(surroundings, each);
    return Optional.of(outcome.err()).filter(_ -> outcome.exit() != 0);
  }

  /** Publishes it without a client; nothing if it was taken, or what was said. */
  private static Optional<String> refusal(E2eEnvironment surroundings, RealPackage each) {
    var tarball = each.bytes();
    var dist = Json.write(Json.members("integrity", Digests.integrity(tarball)));
    var attachment = Json.members("data", Base64.getEncoder().encodeToString(tarball));
    var document =
        Json.members(
            "name",
            each.name(),
            "access",
            "public",
            "dist-tags",
            Map.of("latest", each.version()),
            "versions",
            Map.of(each.version(), MANIFEST_HERE),
            "_attachments",
            Map.of("package.tgz", attachment));
    // To the letter, whatever JSON it is.
    var manifest = PackageTree.packageJson(tarball).replaceFirst("\\{", "");
    try (var web = new Web(surroundings.owner().token())) {
      var answer =
          web.put(
              surroundings.server().at("/" + each.name().replace("/", "%2f")),
              Json.write(document)
                  .replace("\"" + MANIFEST_HERE + "\"", "{\"dist\":" + dist + "," + manifest));
      return Optional.of(answer.body()).filter(_ -> answer.statusCode() != 201);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String code(String said) {
    var address = PROBLEM.matcher(said);
    return address.find() ? address.group(1) : "none: " + said;
  }

  private static void requireServed(E2eEnvironment surroundings, RealPackage each) {
    var packument = surroundings.server().at("/" + each.name().replace("/", "%2f"));
    var integrity = Digests.integrity(each.bytes());
    try (var anyone = new Web("")) {
      var dist = anyone.json(packument).at("versions", each.version(), "dist");
      assertThat(dist.text("integrity")).as(each.spec()).isEqualTo(integrity);
      assertThat(dist.text("tarball")).isEqualTo("" + surroundings.server().at(each.path()));
      assertThat(anyone.integrity(URI.create(dist.text("tarball"))))
          .as(each.spec())
          .isEqualTo(integrity);
    }
  }
}
