package dev.imprimatur.main;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes something when it is first asked for, and only once. Guarded by its own lock. */
final class Memo<T> implements Supplier<T> {
  private final Supplier<T> maker;
  private @Nullable T made;

  Memo(Supplier<T> maker) {
    this.maker = maker;
  }

  @Override
  public synchronized T get() {
    if (made == null) {
      made = maker.get();
    }
    return made;
  }
}
