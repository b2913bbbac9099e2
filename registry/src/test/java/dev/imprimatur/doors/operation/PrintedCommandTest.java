package dev.imprimatur.doors.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.operation.PrintedPages.Block;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.ForgejoActions;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.Terminal;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command for an operator that a page prints is typed as it stands there, and every request
 * is sent. What clients are told to do, and whole jobs, the tests of that name in {@code e2e} do.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PrintedCommandTest {
  /** What is not typed here, as a pattern, and why. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("demo", "the launcher's; the testkit's own tests play it"),
          Map.entry("fake-issuer.*", "the launcher's; the testkit's own tests start it"),
          Map.entry("jdk", "the launcher's own, for the other scripts"),
          Map.entry("--version", "only to have the launcher build"),
          Map.entry("serve.*", "every test of e2e starts one"),
          Map.entry("mail test .*", "it needs a mail server; MailCommandsTest has one"),
          Map.entry("issuer edit", "named without what would be edited"),
          Map.entry("trust simulate", "named without claims; ExplainTest has some"),
          Map.entry("issuer keys .*", "it needs an issuer that was added with keys; see KeysTest"),
          Map.entry("provenance verify .*", "e2e fetches first what it verifies"),
          Map.entry("issuer add .*", "CiManualTest and ManualPublisherTest, with its publisher"),
          Map.entry("trust add .* --issuer .*", "the same, with its issuer"));

  /** Several, of which one is typed. */
  private static final Pattern CHOICE = Pattern.compile("(\\w+)\\|(\\w+)");

  private final TestRegistry registry = TestRegistry.start();
  private final FakeIssuer forge =
      FakeIssuer.start(ForgejoActions.SYSTEM, registry.clock(), TestRegistry.KEY);

  private Client alice = registry.anyone();
  private int count;

  @BeforeAll
  void open() {
    registry.addUser("alice", false);
    registry.addUser("bob", false);
    alice = registry.with(registry.session("alice"));
    done("org", "add", "acme", "--owner", "alice");
    done("issuer", "add", "forgejo", forge.issuer(), "--internal");
  }

  @AfterAll
  void close() {
    registry.close();
    forge.close();
  }

  private Terminal.Said done(String... words) {
    var said = registry.terminal().run(words);
    assertThat(said.exit()).as("%s%n%s", List.of(words), said.err()).isZero();
    return said;
  }

  static List<String> commands() {
    return PrintedPages.blocks().stream()
        .filter(block -> !block.page().equals("ci.md") || block.lines().size() == 1)
        .flatMap(block -> block.commands().stream())
        .flatMap(PrintedCommandTest::choices)
        .distinct()
        .filter(command -> !isElsewhere(command))
        .toList();
  }

  private static Stream<String> choices(String command) {
    var choice = CHOICE.matcher(command);
    if (command.contains("[PACKAGE]")) {
      return Stream.of("", "PACKAGE").map(each -> command.replace("[PACKAGE]", each).strip());
    }
    return choice.find()
        ? Stream.of(1, 2).map(each -> command.replace(choice.group(), choice.group(each)))
        : Stream.of(command);
  }

  private static boolean isElsewhere(String command) {
    return ELSEWHERE.keySet().stream().anyMatch(command::matches);
  }

  @Test
  void noReasonOutlivesItsCommand() {
    var printed =
        PrintedPages.blocks().stream().flatMap(block -> block.commands().stream()).toList();
    assertThat(ELSEWHERE.keySet())
        .allMatch(pattern -> printed.stream().anyMatch(command -> command.matches(pattern)));
    assertThat(commands()).hasSizeGreaterThan(45);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void itDoesWhatItSays(String command) throws IOException {
    var words = words(command);
    var said = registry.terminal().runReading(TestRegistry.password() + "\n", words);
    assertThat(said.exit()).as("%s%n%s", List.of(words), said.err()).isZero();
    // So that whatever comes next finds everything switched on.
    if (command.startsWith("issuer disable")) {
      done("issuer", "enable", words[2]);
    }
    registry.clock().advance(Duration.ofMinutes(11));
  }

  private String[] words(String command) throws IOException {
    var name = "printed-" + ++count;
    // Who will own a package is only said where there is none.
    var scene = new PrintedScene(registry, alice, name);
    if (!command.contains("--owner")) {
      scene.begin();
    }
    var meant = new ArrayList<String>();
    for (var word : command.replaceAll(" > \\S+$|[\\[\\]'…]", "").strip().split(" +", -1)) {
      meant.add(
          switch (word) {
            case "NAME", "PACKAGE", "@acme/rocket" -> somebody(command, name);
            case "alice" -> command.startsWith("user add") ? name : word;
            case "ID", "EVENT" -> id(command, scene);
            case "URL" ->
                command.startsWith("issuer") ? forge.issuer() : "https://github.com/acme/rocket";
            case "SEQ" -> "1";
            case "FILE" -> plan(name);
            default -> word.startsWith("1207-") ? done("audit", "head").out().strip() : word;
          });
    }
    if (command.startsWith("user add")) {
      meant.add("--password-stdin"); // There is no terminal to ask.
    }
    return meant.toArray(String[]::new);
  }

  /** Returns the name, which is a person's where the command is about one. */
  private String somebody(String command, String name) {
    if (command.startsWith("user disable")) {
      registry.addUser(name, false);
    }
    return name;
  }

  private static String id(String command, PrintedScene scene) {
    return switch (command.replaceFirst("^(\\w+ \\w+).*", "$1")) {
      case "trust decide" -> scene.decision();
      case "trust accept" -> scene.event();
      case "package release", "package discard" -> scene.held();
      default -> scene.publisher();
    };
  }

  private String plan(String name) throws IOException {
    var file = registry.folder().resolve(name + ".yaml");
    var text = "packages:\n  %s:\n    publishers: []\n".formatted(name);
    return Files.writeString(file, text).toString();
  }

  static List<List<String>> requests() {
    return PrintedPages.blocks().stream().flatMap(block -> block.requests().stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void itsAddressIsThere(List<String> request) {
    var path =
        request.get(1).replaceAll("\\{package}|NAME", "rocket").replaceAll("\\{id}|EVENT", "x");
    assertThat(alice.send(request.get(0), path, new byte[0]).problem())
        .as(path)
        .isNotEqualTo("no-such-address");
  }

  /** What is neither here nor with clients is noticed there. */
  @Test
  void bothAreRead() {
    assertThat(requests()).hasSizeGreaterThan(10);
    assertThat(PrintedPages.blocks())
        .extracting(Block::page)
        .contains("README.md", "testkit.md", "trust.md", "catalogue.md");
  }
}
