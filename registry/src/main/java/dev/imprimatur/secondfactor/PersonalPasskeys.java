package dev.imprimatur.secondfactor;

import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.AccountEvent;
import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.json.Json;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Seals;
import dev.imprimatur.webauthn.Ceremony;
import dev.imprimatur.webauthn.Challenge;
import dev.imprimatur.webauthn.CredentialId;
import dev.imprimatur.webauthn.Passkeys;
import dev.imprimatur.webauthn.PublicKeyCredential;
import dev.imprimatur.webauthn.RelyingParty;
import dev.imprimatur.webauthn.Response;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The passkeys of people. A challenge is a seal that the browser keeps: it is bound to its cookie
 * and to one question, good for minutes, and spent by its first good answer.
 */
public final class PersonalPasskeys {
  private static final int PASSKEYS_MAX = 20;
  private static final int LABEL_LENGTH_MAX = 60;

  private final Database db;
  private final Users users;
  private final Seals seals;
  private final Audit audit;
  private final InstantSource clock;
  private final Passkeys ceremonies = new Passkeys();
  private final PasskeyStore store = new PasskeyStore();

  public PersonalPasskeys(Database db, Users users, Seals seals, Audit audit, InstantSource clock) {
    this.db = db;
    this.users = users;
    this.seals = seals;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * A browser that is asked for a passkey.
   *
   * @param cookie the secret that it has
   */
  public record Browser(RelyingParty party, Secret cookie, String address) {}

  /** A passkey that was made in answer to a challenge, which is not spent yet. */
  public record Made(PublicKeyCredential credential, Seals.Opened challenge) {}

  /** Returns what a page asks the browser for, as JSON, to make a passkey for this account. */
  public String toMake(Browser browser, UserName user) {
    var known = of(user).stream().map(each -> each.credential().id()).toList();
    var challenge = seals.seal(Seals.Purpose.NEW_PASSKEY, browser.cookie(), user.value());
    return Json.text(
        browser.party().creationOptions(new Challenge(challenge), user.value(), known));
  }

  /**
   * Returns what a page asks the browser for, as JSON, to use a passkey.
   *
   * @param question the one thing that the answer is good for
   */
  public String toUse(Browser browser, String question) {
    var challenge = seals.seal(Seals.Purpose.PASSKEY, browser.cookie(), question);
    return Json.text(browser.party().requestOptions(new Challenge(challenge)));
  }

  /** Verifies a new passkey, which takes time, and so happens before a transaction begins. */
  public Made verify(Browser browser, UserName user, String text) {
    var response = Response.read(text).orElseThrow(PersonalPasskeys::refused);
    var challenge =
        opened(Seals.Purpose.NEW_PASSKEY, browser, response)
            .filter(opened -> opened.text().equals(user.value()))
            .orElseThrow(PersonalPasskeys::refused);
    var said = response.challenge().orElseThrow(PersonalPasskeys::refused);
    return switch (ceremonies.register(browser.party(), said, response)) {
      case Ceremony.Registered(var credential) -> new Made(credential, challenge);
      case Ceremony.Asserted _, Ceremony.Refused _ -> throw refused();
    };
  }

  /** Adds a passkey that was just made. */
  public void add(Tx tx, UserName user, Made made, String label) {
    if (store.ofUser(tx, user).size() >= PASSKEYS_MAX) {
      throw new PeopleProblem.TooManyPasskeys(PASSKEYS_MAX).asException();
    }
    var passkey =
        new Passkey(made.credential(), user, shown(label), clock.instant(), Optional.empty());
    if (!seals.spend(tx, made.challenge()) || !store.add(tx, passkey)) {
      throw refused();
    }
  }

  /**
   * Finds who holds the passkey that signed, and uses the signature up. Whatever is wrong with it
   * is answered alike.
   *
   * @param question the one that was asked
   */
  public UserName prove(Browser browser, String question, String text) {
    var response = Response.read(text);
    var known = response.flatMap(found -> db.read(tx -> store.find(tx, found.id())));
    var owner =
        known.isPresent() && holds(browser, question, known.get(), response.orElseThrow())
            ? Optional.of(known.get().owner())
            : Optional.<UserName>empty();
    if (owner.isEmpty()) {
      recordRefusal(known.map(Passkey::owner), browser.address());
    }
    return owner.orElseThrow(PersonalPasskeys::refused);
  }

  /** A question that only this user answers. */
  public record Question(String words, UserName of) {}

  /** Requires that somebody holds a passkey of this very user. */
  public void requireOwn(Browser browser, Question question, String text) {
    if (!prove(browser, question.words(), text).equals(question.of())) {
      throw refused();
    }
  }

  private boolean holds(Browser browser, String question, Passkey passkey, Response response) {
    var handle = browser.party().handle(passkey.owner().value());
    boolean others = response.userHandle().filter(named -> !named.equals(handle)).isPresent();
    var opened =
        opened(Seals.Purpose.PASSKEY, browser, response)
            .filter(found -> found.text().equals(question));
    if (others || opened.isEmpty()) {
      return false;
    }
    var said = response.challenge().orElseThrow();
    return ceremonies.verify(browser.party(), said, passkey.credential(), response)
            instanceof Ceremony.Asserted(var id, var counter)
        && db.write(tx ->
            seals.spend(tx, opened.get())
                && users.holdActive(tx, passkey.owner())
                && store.use(tx, id, counter, clock.instant()));
  }

  private Optional<Seals.Opened> opened(Seals.Purpose purpose, Browser browser, Response response) {
    return response
        .challenge()
        .flatMap(challenge -> seals.open(purpose, browser.cookie(), challenge.value()));
  }

  private void recordRefusal(Optional<UserName> user, String address) {
    if (!audit.hasRoomFor("passkey from " + address)) {
      return;
    }
    db.write(tx -> {
      audit.record(
          tx,
          Actor.ANYONE,
          user.isPresent()
              ? new AccountEvent.SecondFactorRefused(user.get().value(), address)
              : new PeopleEvent.SignInRefused(Optional.empty(), address));
      return address;
    });
  }

  public List<Passkey> of(UserName user) {
    return db.read(tx -> store.ofUser(tx, user));
  }

  /** Gives a passkey another name; false if the user has none such. */
  public boolean rename(Tx tx, UserName user, String id, String label) {
    return CredentialId.read(id)
        .filter(found -> store.rename(tx, user, found, shown(label)))
        .isPresent();
  }

  /** Removes a passkey; false if the user has none such. */
  public boolean remove(Tx tx, UserName user, String id) {
    return CredentialId.read(id).filter(found -> store.remove(tx, user, found)).isPresent();
  }

  /** Makes a name of what was typed: one line, not too long, and something. */
  private static String shown(String label) {
    var words = label.replaceAll("[\\p{Cntrl}\\p{Cf}]", " ").strip();
    return words.isEmpty()
        ? "Passkey"
        : words.substring(0, words.offsetByCodePoints(0, length(words)));
  }

  private static int length(String words) {
    return Math.min(LABEL_LENGTH_MAX, words.codePointCount(0, words.length()));
  }

  private static RuntimeException refused() {
    return new PeopleProblem.PasskeyRefused().asException();
  }
}
