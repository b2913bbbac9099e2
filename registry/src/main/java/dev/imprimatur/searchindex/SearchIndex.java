package dev.imprimatur.searchindex;

import dev.imprimatur.access.Owners;
import dev.imprimatur.db.FullText.Index;
import dev.imprimatur.db.FullText.Term;
import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.digests.HashAlgorithm;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.KnownPackage;
import dev.imprimatur.packages.Packages;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The index of packages that can be found; the table {@code search_document}, and those of {@link
 * dev.imprimatur.db.FullText}. A package is in it as long as it has a version that is not
 * deprecated. What everybody may read and what not are two indexes: nothing about the one follows
 * from the other.
 */
public final class SearchIndex {
  /** The rest of a positive number beside the length of a name, which eight bits hold. */
  private static final int HASH_BITS = 55;

  private static final String FIND =
      """
      SELECT package, id, open, shown
      FROM search_document
      WHERE package = ?
      """;

  private static final String BY_ID =
      """
      SELECT package, id, open, shown
      FROM search_document
      WHERE id = ?
      """;

  private static final String PUT =
      """
      INSERT INTO search_document (package, id, open, shown)
      VALUES (?, ?, ?, ?)
      ON CONFLICT (package) DO UPDATE SET open = excluded.open, shown = excluded.shown
      """;

  private static final String REMOVE = "DELETE FROM search_document WHERE package = ?";

  private final Packages packages;
  private final Owners owners;

  public SearchIndex(Packages packages, Owners owners) {
    this.packages = packages;
    this.owners = owners;
  }

  /** A package that can be found. */
  public record Found(PackageName name, long id, boolean open, JsonObject shown) {

    /** Returns whether both are found by the same words in the same index. */
    private boolean isWordedLike(Found other) {
      return open == other.open
          && new SearchDocument(shown).words().equals(new SearchDocument(other.shown).words());
    }
  }

  /** Writes anew what can be found of a package, in the transaction that changed it. */
  public void update(Tx tx, PackageName name) {
    var before = find(tx, name);
    var after = packages.find(tx, name).flatMap(known -> made(tx, known));
    before
        .filter(found -> after.filter(found::isWordedLike).isEmpty())
        .ifPresent(found -> tx.fullText().remove(tx, index(found.open()), found.id()));
    if (after.isEmpty()) {
      if (before.isPresent()) {
        tx.update(REMOVE, name.value());
      }
      return;
    }
    var now = after.get();
    if (before.filter(now::equals).isEmpty()) {
      tx.update(PUT, name.value(), now.id(), now.open(), Json.text(now.shown()));
    }
    if (before.filter(now::isWordedLike).isEmpty()) {
      var words = new SearchDocument(now.shown()).words();
      tx.fullText().put(tx, index(now.open()), now.id(), words);
    }
  }

  private Optional<Found> made(Tx tx, KnownPackage known) {
    var name = known.name();
    if (!packages.hasFreshVersion(tx, name)) {
      return Optional.empty();
    }
    return Optional.ofNullable(packages.distTags(tx, name).get(DistTag.LATEST))
        .flatMap(latest -> packages.version(tx, name, latest))
        .map(latest -> SearchDocument.of(name, latest, owners.of(tx, name)))
        .map(document -> new Found(name, id(name), known.isPublic(), document.shown()));
  }

  /**
   * The number of a package's words: the length of its name, and then some of its hash. A database
   * finds in the order of the numbers, and so a shorter name before a longer one.
   */
  public static long id(PackageName name) {
    var hash = HashAlgorithm.SHA_256.digest(name.value().getBytes(StandardCharsets.UTF_8));
    long length = name.value().length();
    return (length << HASH_BITS) | (ByteBuffer.wrap(hash).getLong() >>> (Long.SIZE - HASH_BITS));
  }

  /** The package of exactly this name, if it can be found. */
  public Optional<Found> find(Tx tx, PackageName name) {
    return tx.one(FIND, SearchIndex::read, name.value());
  }

  /** The package of this number, if it can be found. */
  public Optional<Found> find(Tx tx, long id) {
    return tx.one(BY_ID, SearchIndex::read, id);
  }

  /** The numbers of the first packages that have all of these terms. */
  public List<Long> find(Tx tx, boolean open, Collection<Term> terms, int idsMax) {
    return tx.fullText().find(tx, index(open), terms, idsMax);
  }

  /** The number of public packages that have all of these terms, counted no further than this. */
  public long countOpen(Tx tx, Collection<Term> terms, int countMax) {
    return tx.fullText().count(tx, Index.SEARCH_OPEN, terms, countMax);
  }

  private static Index index(boolean open) {
    return open ? Index.SEARCH_OPEN : Index.SEARCH_CLOSED;
  }

  private static Found read(Row row) {
    return new Found(
        new PackageName(row.text("package")),
        row.number("id"),
        row.truth("open"),
        Json.readOwn(row.text("shown")));
  }
}
