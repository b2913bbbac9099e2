package dev.imprimatur;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Is every attack of the catalogue shown to be met, or said why not? {@code docs/threats.md} tells
 * it to people; {@code -Dapprove} writes its table anew.
 */
@Tag("house")
final class AttackCatalogueTest {
  private static final Path THREATS = Sources.PROJECT.resolve("docs/threats.md");
  private static final Pattern TABLE =
      Pattern.compile("(?<=<!-- attacks -->\n).*(?=<!-- end of attacks -->)", Pattern.DOTALL);

  @Test
  void theCatalogueHasAllOfItsRows() {
    var sections = new TreeMap<Character, Integer>();
    AttackCatalogue.all().forEach(attack -> sections.merge(attack.id().charAt(0), 1, Integer::sum));
    assertThat(sections)
        .isEqualTo(
            new TreeMap<>(
                Map.of('J', 44, 'R', 29, 'C', 65, 'K', 24, 'P', 48, 'A', 39, 'B', 16, 'S', 37)));
    assertThat(AttackCatalogue.all().stream().map(AttackCatalogue::id))
        .doesNotHaveDuplicates()
        .isNotEmpty();
  }

  @Test
  void everyAttackIsShownToBeMetOrSaidWhyNot() {
    var shown = AttackCatalogue.shownBy();
    assertThat(
            AttackCatalogue.all().stream()
                .filter(attack -> attack.why().isEmpty() != shown.containsKey(attack.id()))
                .map(attack -> attack.id() + " " + attack.what()))
        .isEmpty();
    assertThat(
            AttackCatalogue.all().stream()
                .filter(attack -> attack.why().isEmpty() == attack.outcome().isEmpty())
                .map(AttackCatalogue::id))
        .isEmpty();
  }

  @Test
  void noTestNamesAnAttackThatIsNone() {
    var known = AttackCatalogue.all().stream().map(AttackCatalogue::id).collect(Collectors.toSet());
    assertThat(AttackCatalogue.shownBy().keySet()).isSubsetOf(known);
  }

  /** What the build does not run shows nothing. */
  @Test
  void everyTestThatNamesAnAttackRuns() {
    for (var mark : AttackCatalogue.marked()) {
      assertThat(Modifier.isAbstract(mark.test().getModifiers())).as("%s", mark).isFalse();
      assertThat(mark.test().isAnnotationPresent(Disabled.class)).as("%s", mark).isFalse();
      var tests =
          mark.isMethod() ? Stream.of(mark.at()) : Arrays.stream(mark.test().getDeclaredMethods());
      assertThat(
              tests.filter(each ->
                  (each.isAnnotationPresent(Test.class)
                          || each.isAnnotationPresent(ParameterizedTest.class))
                      && !each.isAnnotationPresent(Disabled.class)))
          .as("%s", mark)
          .isNotEmpty();
    }
  }

  /** What a refusal left behind is looked for around every request of a registry under test. */
  @Test
  void attacksAreMadeOnARunningRegistry() {
    var named =
        AttackCatalogue.marked().stream()
            .map(mark -> mark.test().getSimpleName() + ".java")
            .collect(Collectors.toSet());
    var registries = Pattern.compile("\\b(TestRegistry|Transcript|HookScene|StageScene)\\.");
    assertThat(
            Sources.javaFiles(Path.of("src/test/java")).stream()
                .filter(file -> named.contains(file.getFileName().toString()))
                .filter(file -> !registries.matcher(Sources.read(file)).find())
                .map(file -> file.getFileName().toString()))
        .containsExactlyInAnyOrder(
            "ContractTest.java", "LauncherTest.java", "OpenIdClientTest.java", "ProxyTest.java");
  }

  @Test
  void peopleAreToldOfEveryAttack() throws IOException {
    var page = Sources.read(THREATS);
    var wanted = TABLE.matcher(page).replaceFirst(Matcher.quoteReplacement(table()));
    if (System.getProperty("approve") != null) {
      Files.writeString(THREATS, wanted);
    } else {
      assertThat(page).as("docs/threats.md; -Dapprove writes its table").isEqualTo(wanted);
    }
    assertThat(wanted).contains(AttackCatalogue.all().getLast().what());
  }

  private static String table() {
    var shown = AttackCatalogue.shownBy();
    return AttackCatalogue.all().stream()
        .map(attack -> line(attack, shown.getOrDefault(attack.id(), Set.of())))
        .collect(
            Collectors.joining(
                "\n",
                "\n| | what somebody tries | what they meet | shown by |\n|---|---|---|---|\n",
                "\n\n"));
  }

  private static String line(AttackCatalogue attack, Set<String> tests) {
    var cells =
        List.of(
            attack.id(),
            attack.what(),
            attack.outcome(),
            tests.isEmpty()
                ? "not shown: " + attack.why()
                : tests.stream().map("`%s`"::formatted).collect(Collectors.joining(", ")));
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
  }
}
