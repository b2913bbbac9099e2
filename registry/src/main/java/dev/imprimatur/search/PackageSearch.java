package dev.imprimatur.search;

import dev.imprimatur.db.Database;
import dev.imprimatur.db.FullText.Field;
import dev.imprimatur.db.FullText.Term;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.searchindex.SearchIndex;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The search for packages. The package of exactly that name comes first, then those whose names
 * have all of the words, then keywords, then the rest; a shorter name before a longer one. Nothing
 * that is counted, ordered or scored depends on a package that the caller may not read.
 */
public final class PackageSearch {
  /** The number of public packages after which nobody counts on: the rest is more than is read. */
  private static final int TOTAL_MAX = 1000;

  private static final int CLOSED_MAX = 100_000;

  private final Database db;
  private final Gate gate;
  private final SearchIndex index;

  public PackageSearch(Database db, Gate gate, SearchIndex index) {
    this.db = db;
    this.gate = gate;
    this.index = index;
  }

  /** The requested part of what is found. */
  record Window(int skipped, int itemsMax) {
    int end() {
      return skipped + itemsMax;
    }
  }

  /** The closeness of a package to what was looked for. */
  enum Rank {
    EXACT,
    NAME,
    KEYWORDS,
    ANYWHERE
  }

  /** A package that was found. */
  record Item(JsonObject shown, Rank rank) {}

  /**
   * A part of the packages that were found.
   *
   * @param total the number of all that the caller may read, as far as it was counted
   */
  record Page(List<Item> items, long total) {
    Page {
      items = List.copyOf(items);
    }
  }

  Page search(SearchTerms wanted, Window window, Caller caller) {
    if (wanted.isEmpty()) {
      return new Page(List.of(), 0);
    }
    return db.read(tx -> {
      var closed = new Closed(tx, caller);
      var exact = exact(tx, wanted, closed);
      Map<Long, Rank> ranked = new LinkedHashMap<>();
      exact.ifPresent(id -> ranked.put(id, Rank.EXACT));
      for (var rank : List.of(Rank.NAME, Rank.KEYWORDS, Rank.ANYWHERE)) {
        if (ranked.size() < window.end()) {
          // Those that are ranked already may be found again, and are not to take up the room.
          int idsMax = window.end() + ranked.size();
          first(tx, closed, terms(wanted, rank), idsMax)
              .forEach(id -> ranked.putIfAbsent(id, rank));
        }
      }
      long total =
          index.countOpen(tx, wanted.all(), TOTAL_MAX) + closed.matching(wanted.all()).count();
      var items =
          ranked.entrySet().stream()
              .skip(window.skipped())
              .limit(window.itemsMax())
              .flatMap(each ->
                  index.find(tx, each.getKey()).stream()
                      .map(found -> new Item(found.shown(), each.getValue())))
              .toList();
      return new Page(items, Math.max(total, exact.isPresent() ? 1 : 0));
    });
  }

  private Optional<Long> exact(Tx tx, SearchTerms wanted, Closed closed) {
    return wanted
        .exact()
        .flatMap(name -> index.find(tx, name))
        .filter(found -> found.open() || closed.mayRead(found.id()))
        .map(SearchIndex.Found::id);
  }

  private static List<Term> terms(SearchTerms wanted, Rank rank) {
    return switch (rank) {
      case EXACT, NAME -> wanted.in(Field.NAME);
      case KEYWORDS -> wanted.in(Field.NAME, Field.KEYWORDS);
      case ANYWHERE -> wanted.all();
    };
  }

  /** The first packages that have these terms, in the order of their numbers. */
  private List<Long> first(Tx tx, Closed closed, List<Term> terms, int idsMax) {
    return LongStream.concat(
            index.find(tx, true, terms, idsMax).stream().mapToLong(Long::longValue),
            closed.matching(terms).limit(idsMax))
        .sorted()
        .limit(idsMax)
        .boxed()
        .toList();
  }

  /** The packages that not everybody may read, for one caller and in one transaction. */
  private final class Closed {
    private final Tx tx;
    private final Optional<Set<Long>> readable;

    Closed(Tx tx, Caller caller) {
      this.tx = tx;
      this.readable = gate.readable(tx, caller).map(Closed::ids);
    }

    private static Set<Long> ids(List<PackageName> names) {
      return names.stream().map(SearchIndex::id).collect(Collectors.toCollection(HashSet::new));
    }

    boolean mayRead(long id) {
      return readable.isEmpty() || readable.get().contains(id);
    }

    LongStream matching(List<Term> terms) {
      if (readable.filter(Set::isEmpty).isPresent()) {
        return LongStream.empty();
      }
      return index.find(tx, false, terms, CLOSED_MAX).stream()
          .mapToLong(Long::longValue)
          .filter(this::mayRead);
    }
  }
}
