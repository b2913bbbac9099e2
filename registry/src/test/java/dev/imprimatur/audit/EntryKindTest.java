package dev.imprimatur.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How kinds of events are called, and what becomes of the name of one that nobody here knows. */
final class EntryKindTest {
  @ParameterizedTest
  @EnumSource
  void everyKindIsFoundAgainByItsName(EventKind kind) {
    assertThat(EntryKind.of(kind.wire())).isEqualTo(kind);
    assertThat(kind.wire()).matches("[a-z]+(-[a-z]+)+");
    assertThat(kind.sentence()).matches("[A-Z][^.]+\\.");
  }

  /** What a webhook's test is called is no event's name. */
  @Test
  void noKindIsCalledAsTheTestOfAWebhook() {
    assertThat(EntryKind.of("webhook-test")).isEqualTo(new EntryKind.Unknown("webhook-test"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocket-launched", "VERSION-PUBLISHED", "version_published", "", " "})
  void aNameThatIsNoKindsStaysAsItIs(String name) {
    assertThat(EntryKind.of(name)).isEqualTo(new EntryKind.Unknown(name));
    assertThat(EntryKind.of(name).wire()).isEqualTo(name);
  }
}
