package dev.imprimatur.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.rulebooks.Provider;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The words with which forms and commands ask for settings, and the workflows beside them. */
final class SettingWordsTest {
  static Stream<Setting> settings() {
    return Providers.usual().all().stream()
        .filter(each -> !each.isJudgedByOperator())
        .flatMap(each -> each.rulebook().settings().stream());
  }

  static Stream<Provider> providers() {
    return Providers.usual().all().stream();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void everySettingSaysWhatItIsAndHasAnExampleThatItTakes(Setting setting) {
    var words = setting.words();
    assertThat(words.titles()).doesNotContain("").allMatch(title -> title.matches("\\p{Lu}.*"));
    assertThat(words.help()).endsWith(".").hasSizeGreaterThan(5);
    assertThat(words.example()).isNotEmpty();
    assertThat(setting.form().pattern().matcher(words.example()).matches())
        .as(words.example())
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void everyCiSystemHasAWorkflowWithoutAnEmptyPlace(Provider provider) {
    var settings =
        provider.isJudgedByOperator() ? List.<Setting>of() : provider.rulebook().settings();
    var texts = new HashMap<String, String>();
    settings.forEach(setting -> texts.put(setting.name(), setting.words().example()));
    texts.put(Workflow.REGISTRY, "https://npm.acme.example");
    texts.put(Workflow.AUDIENCE, "npm:npm.acme.example");
    texts.put(Workflow.RUNNER, "ubuntu-latest");
    var text = Workflow.of(provider).orElseThrow().with(texts);
    assertThat(text).contains("npm:npm.acme.example".substring(4), "npm publish");
    assertThat(text).doesNotContainPattern("@[a-z_]+@(?!acme)");
  }
}
