package dev.imprimatur.entrust;

import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A step from the publishers that a target has to those that it shall have. */
public sealed interface Planned {

  /** Nothing is to be done about this one. */
  record Kept(Publisher publisher) implements Planned {}

  record Removed(Publisher publisher) implements Planned {}

  record Edited(Publisher before, Wish wish) implements Planned {}

  record Added(Wish wish) implements Planned {}

  /**
   * The steps, in the order in which they can be taken. One that is still to trust the same is
   * changed in place, and so is one whose label is still there: it keeps its id and its history.
   */
  static List<Planned> between(List<Publisher> present, List<Wish> wished) {
    var left = new ArrayList<>(present);
    var open = new ArrayList<Wish>();
    var kept = new ArrayList<Planned>();
    var edited = new ArrayList<Planned>();
    for (var wish : wished) {
      var same = taken(left, publisher -> isSame(publisher, wish));
      if (same.isEmpty()) {
        open.add(wish);
      } else if (differs(same.get(), wish)) {
        edited.add(new Edited(same.get(), wish));
      } else {
        kept.add(new Kept(same.get()));
      }
    }
    var added = new ArrayList<Planned>();
    for (var wish : open) {
      taken(left, publisher -> isNamedAlike(publisher, wish))
          .ifPresentOrElse(
              before -> edited.add(new Edited(before, wish)), () -> added.add(new Added(wish)));
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

  private static boolean isSame(Publisher publisher, Wish wish) {
    return publisher.identity().issuer().equals(wish.issuer().url())
        && publisher.identity().settings().equals(wish.settings());
  }

  private static boolean isNamedAlike(Publisher publisher, Wish wish) {
    return !wish.label().isEmpty() && publisher.origin().label().equals(wish.label());
  }

  private static boolean differs(Publisher publisher, Wish wish) {
    return !publisher.powers().equals(wish.powers())
        || !publisher.terms().equals(wish.terms())
        || !publisher.origin().label().equals(wish.label())
        || (!wish.pins().isEmpty() && !wish.pins().equals(publisher.identity().pins()));
  }
}
