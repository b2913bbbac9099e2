package dev.imprimatur.audit;

import dev.imprimatur.json.JsonObject;
import java.util.Optional;

/** A change of the keys by which this registry signs what it serves. */
public sealed interface KeyEvent extends Event {
  @Override
  default Optional<String> about() {
    return Optional.empty();
  }

  /**
   * Another key is in force from now on.
   *
   * @param before the previous one, which signs nothing any more
   */
  record SigningKeyRotated(Optional<String> before, String after) implements KeyEvent {
    @Override
    public EventKind kind() {
      return EventKind.SIGNING_KEY_ROTATED;
    }

    @Override
    public JsonObject facts() {
      var facts = JsonObject.with("after", after);
      before.ifPresent(key -> facts.and("before", key));
      return facts.build();
    }
  }
}
