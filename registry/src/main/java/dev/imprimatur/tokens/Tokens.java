package dev.imprimatur.tokens;

import dev.imprimatur.access.UserName;
import dev.imprimatur.db.Tx;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.secret.Secret;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** The tokens of people and jobs. Only their hashes are kept. */
public final class Tokens {
  /** Expired tokens are kept this long, so that their bearer can be told that they expired. */
  private static final Duration REMEMBERED = Duration.ofDays(30);

  private final InstantSource clock;
  private final Ids ids;
  private final RandomGenerator random;
  private final Limits limits;
  private final TokenStore store = new TokenStore();

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
    return give(tx, new Grant.Session(user), limits.people().session());
  }

  public Fresh startBrowser(Tx tx, UserName user) {
    return give(tx, new Grant.Browser(user), limits.people().session());
  }

  public Fresh createGranular(Tx tx, Grant.Granular grant, Duration lifetime) {
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

  public List<Token> ofUser(Tx tx, UserName user) {
    return store.ofUser(tx, user);
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
    var found =
        TokenText.isWellFormed(text) ? store.find(tx, text.sha256()) : Optional.<Token>empty();
    found.ifPresent(token -> store.remove(tx, token.id()));
    return found;
  }

  /** The tokens of a user that may publish. */
  public List<Token> writing(Tx tx, UserName user) {
    return store.ofUser(tx, user).stream()
        .filter(token -> !token.expired(clock.instant()))
        .filter(token -> !(token.grant() instanceof Grant.Browser))
        .filter(token -> !(token.grant() instanceof Grant.Granular granular) || granular.writes())
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
            TokenText.ending(text),
            now,
            Optional.of(now.plus(lifetime)));
    store.add(tx, token, text.sha256());
    return new Fresh(token, text);
  }
}
