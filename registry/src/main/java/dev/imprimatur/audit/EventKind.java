package dev.imprimatur.audit;

import java.util.Locale;

/** What kinds of events are called: as their classes are, in words with hyphens between them. */
final class EventKind {
  /** Found once for each class, as events are many. */
  static final ClassValue<String> NAMES =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
          return type.getSimpleName()
              .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
              .toLowerCase(Locale.ROOT);
        }
      };

  private EventKind() {}
}
