package dev.imprimatur;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.providers.Providers;
import dev.imprimatur.rulebooks.Provider;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The code of no room but {@code providers} names a CI system or its host. */
@Tag("house")
final class CiSystemNamesTest {
  private static final String ROOM = "providers";

  /** The files that may, and why. */
  private static final Map<String, String> EXCEPTIONS =
      Map.ofEntries(
          Map.entry("access/Profile.java", "the name somebody has there, as npm's profile has it"),
          Map.entry("access/UserStore.java", "the same"),
          Map.entry("accounts/ProfileRoutes.java", "the same"),
          Map.entry("git/HostedGit.java", "the hosts whose repositories npm rewrites"),
          Map.entry("git/RepositoryUrl.java", "the shorthands of package.json"),
          Map.entry(
              "gate/MissingCredentialHint.java",
              "the user agent that npm has where it fetches the token"),
          Map.entry("jose/SignedToken.java", "a SPIFFE ID stands for the issuer of a JWT-SVID"),
          Map.entry("issuers/IssuerJson.java", "the same, and an example in a refusal"),
          Map.entry("packages/SourceAddress.java", "an example in a refusal"),
          Map.entry("commands/CiAccountCommands.java", "examples in the help"),
          Map.entry("commands/IssuerCommands.java", "examples in the help"),
          Map.entry("commands/PackageCommands.java", "examples in the help"),
          Map.entry("commands/TrustCommands.java", "examples in the help"),
          Map.entry("pages/HomePage.java", "the CI system whose workflow the home page shows"),
          Map.entry("pages/Markdown.java", "GitHub's dialect of Markdown"),
          Map.entry("signatures/PublishAttestation.java", "the type that npm gave its statement"));

  /** Comments cite sources, and imports name libraries. */
  private static final Pattern ASIDE =
      Pattern.compile("(?m)^\\s*(?:/\\*(?s:.*?)\\*/|//.*$|import .*$)");

  private static final Pattern NAMES =
      Pattern.compile(
          Stream.concat(Providers.ALL.stream().map(Provider::id), Stream.of("ghe\\.com"))
              .filter(id -> !id.equals("generic"))
              .collect(Collectors.joining("|")),
          Pattern.CASE_INSENSITIVE);

  @Test
  void onlyProvidersNamesThem() {
    var naming = new TreeSet<String>();
    for (var file : Sources.ofRegistry()) {
      if (NAMES.matcher(ASIDE.matcher(Sources.read(file)).replaceAll("")).find()) {
        naming.add(name(file));
      }
    }
    assertThat(naming).filteredOn(file -> file.startsWith(ROOM + "/")).isNotEmpty();
    naming.removeIf(file -> file.startsWith(ROOM + "/"));
    // An exception that nothing needs any more goes.
    assertThat(naming).containsExactlyInAnyOrderElementsOf(EXCEPTIONS.keySet());
  }

  private static String name(Path file) {
    return Sources.ROOMS.relativize(file).toString().replace('\\', '/');
  }
}
