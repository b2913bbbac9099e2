package dev.imprimatur.tokens;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The uses of tokens that are not in the database yet. To write each of them down would make every
 * read a write; so the last one of a token waits here for the minute to end, and is lost if the
 * process is killed before.
 */
final class TokenUses {
  /** More tokens than that are not used within a minute, unless somebody is up to something. */
  private static final int WAITING_MAX = 100_000;

  private final Map<TokenId, LastUse> waiting = new ConcurrentHashMap<>();

  /** A token with its last use. */
  record Use(TokenId token, LastUse last) {}

  void note(TokenId token, LastUse use) {
    if (waiting.size() < WAITING_MAX) {
      waiting.put(token, use);
    }
  }

  Optional<LastUse> of(TokenId token) {
    return Optional.ofNullable(waiting.get(token));
  }

  /** Returns some of them in the order of their tokens, so that two writers cannot entangle. */
  List<Use> some(int most) {
    return waiting.entrySet().stream()
        .map(entry -> new Use(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparing(use -> use.token().value().toString()))
        .limit(most)
        .toList();
  }

  /** Forgets one that was written down, unless the token was used again meanwhile. */
  void forget(Use written) {
    waiting.remove(written.token(), written.last());
  }
}
