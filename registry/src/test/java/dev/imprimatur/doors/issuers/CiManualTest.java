package dev.imprimatur.doors.issuers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.providers.Providers;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whether the manual's page about CI systems says what works. */
final class CiManualTest {
  private static final Path PAGE = Path.of("../docs/manual/ci.md").toAbsolutePath().normalize();
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^    \\./imprimatur ((?:issuer|trust) add (?:.*\\\\\n)*.*)$");

  /** Keys are handed over, as nobody is asked for them in a test. */
  @Test
  void itsCommandsAreUnderstood() throws IOException {
    try (var registry = TestRegistry.start()) {
      registry.addUser("alice", false);
      assertThat(registry.terminal().run("org", "add", "acme", "--owner", "alice").exit()).isZero();
      var keys = registry.folder().resolve("keys.json");
      Files.writeString(keys, registry.github().keySetJson());
      var tried = new ArrayList<String>();
      for (var command : commands()) {
        var words = new ArrayList<>(List.of(command.split("\\s+", -1)));
        words.removeIf(word -> word.equals("--keys") || word.endsWith(".json"));
        if (words.getFirst().equals("issuer")) {
          words.addAll(List.of("--keys", keys.toString()));
        } else {
          tried.add(words.get(3));
          words.set(2, words.get(2).replace("rocket", "rocket-" + words.get(3)));
        }
        var said = registry.terminal().run(words.toArray(String[]::new));
        assertThat(said.exit()).as("%s\n%s", words, said.err()).isZero();
      }
      assertThat(tried).containsAll(Providers.ALL.stream().map(Provider::id).toList());
    }
  }

  private static List<String> commands() throws IOException {
    return COMMAND
        .matcher(Files.readString(PAGE))
        .results()
        .map(found -> found.group(1).replaceAll("\\\\\n", " ").replace("'", "").strip())
        .toList();
  }

  @Test
  void everyProviderHasItsPlace() throws IOException {
    var page = Files.readString(PAGE);
    var match = Files.readString(PAGE.resolve("../../providers.md").normalize());
    for (var provider : Providers.ALL) {
      assertThat(page).containsPattern("trust add \\S+ " + provider.id() + " ");
      if (!provider.isJudgedByOperator()) {
        assertThat(page).contains("\n## " + provider.title() + "\n");
        assertThat(match).contains("\n## " + provider.title() + "\n");
      }
    }
  }
}
