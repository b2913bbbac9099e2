package dev.imprimatur.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How events are called. */
final class EventTest {
  static Stream<Class<?>> events() {
    return Stream.of(Event.class).flatMap(EventTest::records);
  }

  private static Stream<Class<?>> records(Class<?> type) {
    return type.isRecord()
        ? Stream.of(type)
        : Arrays.stream(type.getPermittedSubclasses()).flatMap(EventTest::records);
  }

  /** A component of that name would stand in for it without anybody being told. */
  @ParameterizedTest
  @MethodSource("events")
  void isCalledAsItsClassAndNothingElse(Class<?> event) throws NoSuchMethodException {
    assertThat(event.getMethod("kind").getDeclaringClass()).isEqualTo(Event.class);
  }
}
