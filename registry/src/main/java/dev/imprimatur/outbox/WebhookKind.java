package dev.imprimatur.outbox;

import dev.imprimatur.problem.NoticeProblem;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A kind of thing that a webhook can hear of, in words that stay as they are. */
public enum WebhookKind {
  /** Whatever the owners might not have wanted; they are told of it by mail as well. */
  ALARMS,
  PACKAGE_PUBLISHED,
  DIST_TAG_CHANGED,
  VERSION_DEPRECATED,
  VERSION_REMOVED,
  STAGED,
  APPROVED,
  REJECTED,
  EXPIRED,
  OWNER_CHANGED;

  /** The kinds that a webhook hears of if nobody says which. */
  public static final Set<WebhookKind> USUAL = Set.of(ALARMS);

  /** Returns its name in the database, the API and commands: {@code package-published}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Parses what somebody wants to hear of; the usual if they say nothing. */
  public static Set<WebhookKind> of(List<String> wires) {
    var kinds = EnumSet.noneOf(WebhookKind.class);
    wires.forEach(wire -> kinds.add(of(wire)));
    return kinds.isEmpty() ? USUAL : kinds;
  }

  private static WebhookKind of(String wire) {
    return Arrays.stream(values())
        .filter(each -> each.wire().equals(wire))
        .findFirst()
        .orElseThrow(() ->
            new NoticeProblem.InvalidWebhook(
                    "the kinds of things that it can hear of are "
                        + Arrays.stream(values())
                            .map(WebhookKind::wire)
                            .collect(Collectors.joining(", ")))
                .asException());
  }

  /** Returns the names of these kinds, in the order of this list. */
  public static List<String> wires(Set<WebhookKind> kinds) {
    return kinds.stream().sorted().map(WebhookKind::wire).toList();
  }
}
