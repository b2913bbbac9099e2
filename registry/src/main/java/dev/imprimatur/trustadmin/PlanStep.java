package dev.imprimatur.trustadmin;

import dev.imprimatur.json.Json;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.PublisherSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A step from the publishers that a target has to those that it shall have. */
public sealed interface PlanStep {
  /** The characters of a publisher's settings that a sentence shows. */
  int SHOWN_MAX = 300;

  /** A publisher that stays as it is. */
  record Kept(Publisher publisher) implements PlanStep {}

  record Removed(Publisher publisher) implements PlanStep {}

  record Edited(Publisher before, PublisherSpec spec) implements PlanStep {}

  record Added(PublisherSpec spec) implements PlanStep {}

  /** Says what it does, as the end of a sentence: to … */
  default String words() {
    return switch (this) {
      case Kept(var publisher) -> "keep a publisher of " + publisher.target();
      case Removed(var publisher) -> "remove a publisher of " + publisher.target();
      case Edited(var before, var spec) ->
          "edit the publisher %s of %s".formatted(before.id(), named(spec));
      case Added(var spec) -> "add a publisher of " + named(spec);
    };
  }

  private static String named(PublisherSpec spec) {
    var settings = Json.text(spec.settings().json());
    return "%s that trusts %s"
        .formatted(spec.target(), settings.substring(0, Math.min(settings.length(), SHOWN_MAX)));
  }

  /**
   * The steps, in the order in which they can be taken. A publisher that is to trust the same is
   * changed in place, and so is one whose label is still there: it keeps its id and its history.
   */
  static List<PlanStep> between(List<Publisher> present, List<PublisherSpec> wished) {
    var left = new ArrayList<>(present);
    var open = new ArrayList<PublisherSpec>();
    var kept = new ArrayList<PlanStep>();
    var edited = new ArrayList<PlanStep>();
    for (var spec : wished) {
      var same = taken(left, publisher -> isSame(publisher, spec));
      if (same.isEmpty()) {
        open.add(spec);
      } else if (differs(same.get(), spec)) {
        edited.add(new Edited(same.get(), spec));
      } else {
        kept.add(new Kept(same.get()));
      }
    }
    var added = new ArrayList<PlanStep>();
    for (var spec : open) {
      taken(left, publisher -> isNamedAlike(publisher, spec))
          .ifPresentOrElse(
              before -> edited.add(new Edited(before, spec)), () -> added.add(new Added(spec)));
    }
    var steps = new ArrayList<>(kept);
    left.forEach(publisher -> steps.add(new Removed(publisher)));
    steps.addAll(edited);
    steps.addAll(added);
    return List.copyOf(steps);
  }

  private static Optional<Publisher> taken(List<Publisher> left, Predicate<Publisher> wanted) {
    var found = left.stream().filter(wanted).findFirst();
    found.ifPresent(left::remove);
    return found;
  }

  private static boolean isSame(Publisher publisher, PublisherSpec spec) {
    return publisher.identity().issuer().equals(spec.issuer().url())
        && publisher.identity().settings().equals(spec.settings());
  }

  private static boolean isNamedAlike(Publisher publisher, PublisherSpec spec) {
    return !spec.label().isEmpty() && publisher.origin().label().equals(spec.label());
  }

  private static boolean differs(Publisher publisher, PublisherSpec spec) {
    return !publisher.powers().equals(spec.powers())
        || !publisher.terms().equals(spec.terms())
        || !publisher.origin().label().equals(spec.label())
        || (!spec.pins().isEmpty() && !spec.pins().equals(publisher.identity().pins()));
  }
}
