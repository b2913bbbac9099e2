package dev.imprimatur.tokens;

import dev.imprimatur.access.UserName;
import dev.imprimatur.db.Tx;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.secret.Secret;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The tokens of people and jobs. Only their hashes are kept. */
public final class Tokens {
  /** Expired tokens are kept this long, so that their bearer can be told that they expired. */
  private static final Duration REMEMBERED = Duration.ofDays(30);

  /** The number of uses that are written by one transaction, so that none is long. */
  private static final int USES_AT_ONCE = 500;

  private static final int FIRST_WARNING = 1;
  private static final int LAST_WARNING = 2;

  private final InstantSource clock;
  private final Ids ids;
  private final RandomGenerator random;
  private final Limits limits;
  private final TokenStore store = new TokenStore();
  private final TokenUses uses = new TokenUses();

  public Tokens(InstantSource clock, Ids ids, RandomGenerator random, Limits limits) {
    this.clock = clock;
    this.ids = ids;
    this.random = random;
    this.limits = limits;
  }

  /** A token just made: the only moment at which its text exists here. */
  public record Fresh(Token token, Secret text) {}

  /** The result of recognising a text. */
  public sealed interface Recognised {
    /** A token that is valid. */
    record Good(Token token) implements Recognised {}

    /** A token that was valid, until it expired. */
    record Expired(Token token) implements Recognised {}

    /** No token of ours, or one that was revoked; perhaps with a guess at what it is. */
    record Unknown(Optional<String> guess) implements Recognised {}
  }

  public Fresh startSession(Tx tx, UserName user) {
    return give(tx, new Grant.Session(user), limits.people().session().life());
  }

  public Fresh startBrowser(Tx tx, UserName user) {
    return give(tx, new Grant.Browser(user), limits.people().session().life());
  }

  /**
   * Creates a token for a person.
   *
   * @throws dev.imprimatur.problem.ProblemException when they have as many as they may
   */
  public Fresh createGranular(Tx tx, Grant.Granular grant, Duration lifetime) {
    int most = limits.people().tokens().perPersonMax();
    if (store.countGranular(tx, grant.user(), clock.instant()) >= most) {
      throw new PeopleProblem.TooManyTokens(grant.user().value(), most).asException();
    }
    return give(tx, grant, lifetime);
  }

  /** Mints a token for a job in exchange for its identity token. */
  public Fresh mint(Tx tx, Grant.OfJob grant) {
    return give(tx, grant, grant.lifetime());
  }

  /** Recognises a text that cannot be a token of ours, without asking the database. */
  public Optional<Recognised.Unknown> unlike(Secret text) {
    return TokenText.isWellFormed(text)
        ? Optional.empty()
        : Optional.of(new Recognised.Unknown(TokenText.guess(text)));
  }

  /** Recognises a text. */
  public Recognised recognise(Tx tx, Secret text) {
    var unlike = unlike(text);
    if (unlike.isPresent()) {
      return unlike.get();
    }
    var token = store.find(tx, text.sha256());
    if (token.isEmpty()) {
      return new Recognised.Unknown(Optional.empty());
    }
    return token.get().expired(clock.instant())
        ? new Recognised.Expired(token.get())
        : new Recognised.Good(token.get());
  }

  /**
   * Returns whether the token still exists; if so, nobody revokes it before this transaction ends.
   */
  public boolean hold(Tx tx, TokenId id) {
    return store.hold(tx, id);
  }

  /** Notes that a token was used; it is written down later, so that reading stays reading. */
  public void used(TokenId id, String address) {
    uses.note(id, new LastUse(clock.instant(), address));
  }

  /**
   * Ends the sessions that were not used for too long, after the uses were written down that this
   * process knows of; returns how many. To look at each request would make every read dearer.
   */
  public int endIdle(Tx tx) {
    var session = limits.people().session();
    return session.idle().equals(session.life())
        ? 0
        : store.endIdle(tx, clock.instant(), session.idle());
  }

  /** Writes some of the uses down that are not; returns how many. */
  public int writeUses(Tx tx) {
    var unwritten = uses.some(USES_AT_ONCE);
    unwritten.forEach(use -> store.use(tx, use));
    tx.afterCommit(() -> unwritten.forEach(uses::forget));
    return unwritten.size();
  }

  public Optional<Token> find(Tx tx, TokenId id) {
    return store.find(tx, id);
  }

  /** Finds the token of a text, expired or not. */
  public Optional<Token> find(Tx tx, Secret text) {
    return TokenText.isWellFormed(text) ? store.find(tx, text.sha256()) : Optional.empty();
  }

  /** The granular tokens of a user that have not expired: a page of them, the oldest first. */
  public List<ListedToken> granular(Tx tx, UserName user, long offset, int most) {
    return current(store.granular(tx, user, clock.instant(), new TokenStore.Page(offset, most)));
  }

  /** The number of all of those. */
  public int countGranular(Tx tx, UserName user) {
    return store.countGranular(tx, user, clock.instant());
  }

  /** All tokens of a user, the oldest first. */
  public List<ListedToken> listed(Tx tx, UserName user) {
    return current(store.listed(tx, user));
  }

  /** The tokens of all people, the oldest first, from the first one on. */
  public List<ListedToken> listed(Tx tx, int most) {
    return current(store.listedAfter(tx, "", most));
  }

  /** The tokens of all people that come after this one. */
  public List<ListedToken> listedAfter(Tx tx, TokenId last, int most) {
    return current(store.listedAfter(tx, last.toString(), most));
  }

  /** Adds the uses that only this process knows of. */
  private List<ListedToken> current(List<ListedToken> stored) {
    return stored.stream()
        .map(each -> new ListedToken(each.token(), uses.of(each.token().id()).or(each::lastUse)))
        .toList();
  }

  /** Granular tokens that expire soon, and whose owners have not been told so: some of them. */
  public List<Token> expiring(Tx tx, int most) {
    var now = clock.instant();
    var limit = limits.people().tokens();
    var last = new TokenStore.Warning(LAST_WARNING, most);
    var first = new TokenStore.Warning(FIRST_WARNING, most);
    return Stream.concat(
            store
                .expiring(tx, new TokenStore.Within(now, now.plus(limit.lastWarning())), last)
                .stream(),
            store
                .expiring(tx, new TokenStore.Within(now, now.plus(limit.warning())), first)
                .stream())
        .distinct()
        .toList();
  }

  /** Notes that the owner was told; returns false if somebody else was quicker. */
  public boolean warned(Tx tx, Token token) {
    var left = Duration.between(clock.instant(), token.expiresAt().orElseThrow());
    return store.warned(tx, token.id(), warnings(left));
  }

  /** The number of the last warning that is due for a token with so much time left. */
  private int warnings(Duration left) {
    var limit = limits.people().tokens();
    if (left.compareTo(limit.lastWarning()) <= 0) {
      return LAST_WARNING;
    }
    return left.compareTo(limit.warning()) <= 0 ? FIRST_WARNING : 0;
  }

  public List<Token> ofUser(Tx tx, UserName user) {
    return store.ofUser(tx, user);
  }

  /** The tokens of a user that have not expired. */
  public List<Token> valid(Tx tx, UserName user) {
    var now = clock.instant();
    return store.ofUser(tx, user).stream().filter(token -> !token.expired(now)).toList();
  }

  public boolean revoke(Tx tx, TokenId id) {
    return store.remove(tx, id);
  }

  /** Revokes the tokens that were minted for a publisher; for whoever edits or removes it. */
  public void revokeOfPublisher(Tx tx, UUID publisher) {
    store.removeOfPublisher(tx, publisher, clock.instant());
  }

  /** Revokes the tokens that were minted for a package; for whoever transfers it. */
  public void revokeOfPackage(Tx tx, PackageName name) {
    store.removeOfPackage(tx, name, clock.instant());
  }

  /** Revokes a token by its text, whoever shows it; callers do not tell whether there was one. */
  public Optional<Token> revoke(Tx tx, Secret text) {
    var found = find(tx, text);
    found.ifPresent(token -> store.remove(tx, token.id()));
    return found;
  }

  /** The tokens of a user that may publish. */
  public List<Token> writing(Tx tx, UserName user) {
    return valid(tx, user).stream()
        .filter(token -> !(token.grant() instanceof Grant.Browser))
        .filter(token ->
            !(token.grant() instanceof Grant.Granular granular)
                || granular.terms().permission().writes())
        .toList();
  }

  public void revokeOfUser(Tx tx, UserName user) {
    store.removeOfUser(tx, user);
  }

  /** Removes the tokens that expired long ago. */
  public int sweep(Tx tx) {
    return store.removeExpired(tx, clock.instant().minus(REMEMBERED));
  }

  private Fresh give(Tx tx, Grant grant, Duration lifetime) {
    var text = TokenText.draw(random);
    var now = clock.instant();
    var token =
        new Token(
            new TokenId(ids.next()),
            grant,
            TokenText.beginning(text),
            TokenText.ending(text),
            now,
            Optional.of(now.plus(lifetime)));
    store.add(tx, token, text.sha256(), warnings(lifetime));
    return new Fresh(token, text);
  }
}
