package dev.imprimatur.audit;

import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import java.util.Optional;
import java.util.regex.Pattern;

/** An event about the audit log itself. */
public sealed interface LogEvent extends Event {
  @Override
  default Optional<String> about() {
    return Optional.empty();
  }

  /**
   * The oldest events of a share were forgotten. This attests that they are missing rightly, and
   * where the chain of the share goes on.
   *
   * @param count how many they were
   * @param last the last one of them, which the first of the others follows
   */
  record StrangersForgotten(Share share, long count, Head last) implements LogEvent {
    private static final Pattern FORM =
        Pattern.compile(
            "\\{\"share\":(\\d{1,2}),\"count\":(\\d{1,9}),\"last\":\"(\\d{1,18}-[0-9a-f]{64})\"}");

    @Override
    public EventKind kind() {
      return EventKind.STRANGERS_FORGOTTEN;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("share", JsonNumber.of(share.number()))
          .and("count", JsonNumber.of(count))
          .and("last", last.toString())
          .build();
    }

    /** Returns both as one; the other came later. */
    StrangersForgotten and(StrangersForgotten later) {
      return new StrangersForgotten(share, count + later.count, later.last);
    }

    /** Reads what {@link #facts} wrote; nothing if somebody has tampered with it. */
    static Optional<StrangersForgotten> read(String facts) {
      var written = FORM.matcher(facts);
      return written.matches()
          ? Optional.of(
              new StrangersForgotten(
                  new Share(Integer.parseInt(written.group(1))),
                  Long.parseLong(written.group(2)),
                  Head.of(written.group(3))))
          : Optional.empty();
    }
  }
}
