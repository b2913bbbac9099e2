package dev.imprimatur.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.qr.QrSquare;
import dev.imprimatur.secret.Secret;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A page on which somebody signs in or looks after their account. */
public sealed interface AccountPage extends Page
    permits SettingsPage,
        AccountPage.SignIn,
        AccountPage.ChooseName,
        AccountPage.Form,
        AccountPage.Overview,
        AccountPage.NewApp,
        AccountPage.RecoveryCodes,
        AccountPage.Approved,
        AccountPage.Invitations,
        AccountPage.Message {

  /**
   * The parts that all of them have.
   *
   * @param user who has signed in
   * @param formToken what every form sends along, so that no other page can send it
   * @param alert why what was sent was not done
   * @param done what was done
   */
  record Frame(
      Site site,
      Optional<String> user,
      String formToken,
      Optional<String> alert,
      Optional<String> done) {

    public Frame alert(String why) {
      return new Frame(site, user, formToken, Optional.of(why), Optional.empty());
    }

    public Frame done(String what) {
      return new Frame(site, user, formToken, Optional.empty(), Optional.of(what));
    }
  }

  /** A way on from a page. */
  record Way(String label, String path) {}

  Frame frame();

  @Override
  default Site site() {
    return frame().site();
  }

  /**
   * The ways in: a password, or an identity provider.
   *
   * @param passwords whether a password is one for everybody
   * @param resets whether who has forgotten theirs gets a link by mail
   * @param newcomers how somebody gets an account, in a sentence
   */
  record Entrances(boolean passwords, boolean resets, List<Way> providers, String newcomers) {
    public Entrances {
      providers = List.copyOf(providers);
    }

    /** Returns the ways of the providers, each of which leads back to this path of ours. */
    public List<Way> to(String next) {
      return providers.stream()
          .map(way -> new Way(way.label(), way.path() + "?next=" + URLEncoder.encode(next, UTF_8)))
          .toList();
    }
  }

  /**
   * The form for a name and a password, and the button for a passkey.
   *
   * @param entrances the ways in
   * @param next the path of ours that comes after
   * @param name what was typed before
   * @param passkey what the browser is asked for; empty where it makes no passkeys
   */
  record SignIn(
      Frame frame, Entrances entrances, String next, String name, Optional<String> passkey)
      implements AccountPage {
    /** Returns where a way in leads, and back here to what comes next. */
    public String to(Way way) {
      return way.path() + "?next=" + URLEncoder.encode(next, UTF_8);
    }
  }

  /**
   * The form for the name of a new account, for somebody whom an identity provider vouches for.
   *
   * @param action where it is sent
   * @param provider who vouches
   * @param identity the identity, sealed
   * @param suggested a name to begin with
   */
  record ChooseName(Frame frame, String action, String provider, String identity, String suggested)
      implements AccountPage {}

  /**
   * A field of a form.
   *
   * @param type as HTML has it: {@code text}, {@code password}, {@code email}
   * @param autocomplete by which browsers and password managers know it
   */
  record Field(
      String name,
      String label,
      String type,
      String autocomplete,
      String value,
      boolean required,
      String hint) {
    public static Field text(String name, String label, String autocomplete) {
      return new Field(name, label, "text", autocomplete, "", true, "");
    }

    public static Field password(String name, String label, String autocomplete) {
      return new Field(name, label, "password", autocomplete, "", true, "");
    }

    public Field holding(String text) {
      return new Field(name, label, type, autocomplete, text, required, hint);
    }

    public Field hinted(String words) {
      return new Field(name, label, type, autocomplete, value, required, words);
    }

    public Field optional() {
      return new Field(name, label, type, autocomplete, value, false, hint);
    }

    public Field asEmail() {
      return new Field(name, label, "email", autocomplete, value, required, hint);
    }
  }

  /**
   * A form with one button, and perhaps another that says no.
   *
   * @param lines what it is about
   * @param passkey what the browser is asked for in place of what is typed; empty for nothing
   * @param action where it is sent
   * @param ways other ways than by this form
   */
  record Form(
      Frame frame,
      String title,
      List<String> lines,
      Optional<String> passkey,
      String action,
      List<Field> fields,
      List<Way> ways,
      String button,
      Optional<String> refusal)
      implements AccountPage {
    public Form {
      lines = List.copyOf(lines);
      fields = List.copyOf(fields);
      ways = List.copyOf(ways);
    }
  }

  /**
   * The word that a challenge is approved; a client that cannot learn of it waits for a code.
   *
   * @param action where the code is asked for
   */
  record Approved(Frame frame, String action) implements AccountPage {}

  /** A passkey among those of an account. */
  record Device(String id, String label, Instant added, Optional<Instant> used) {
    DisplayDate addedOn() {
      return new DisplayDate(added);
    }

    Optional<DisplayDate> usedOn() {
      return used.map(DisplayDate::new);
    }
  }

  /**
   * A session among those of an account.
   *
   * @param what the program that it was begun with
   * @param current whether the page is shown in it
   */
  record Session(String id, String what, Instant begun, boolean current) {
    DisplayDate begunOn() {
      return new DisplayDate(begun);
    }
  }

  /**
   * The second factors of an account.
   *
   * @param newPasskey what the browser is asked for to make one; empty where it makes none
   * @param app whether there is an authenticator app
   * @param recoveryCodes how many of them are left
   */
  record Factors(
      List<Device> passkeys, Optional<String> newPasskey, boolean app, long recoveryCodes) {
    public Factors {
      passkeys = List.copyOf(passkeys);
    }

    boolean none() {
      return passkeys.isEmpty() && !app;
    }
  }

  /**
   * An account of a provider that somebody signs in with.
   *
   * @param provider its name for people
   * @param name what they are called there
   * @param added when it was linked
   */
  record Identity(String issuer, String provider, String name, Instant added, Instant used) {
    DisplayDate addedOn() {
      return new DisplayDate(added);
    }

    DisplayDate usedOn() {
      return new DisplayDate(used);
    }
  }

  /**
   * The accounts of providers that somebody signs in with.
   *
   * @param others the providers of which they have none, with what a form to link one is sent to
   */
  record Identities(List<Identity> linked, List<Way> others) {
    public Identities {
      linked = List.copyOf(linked);
      others = List.copyOf(others);
    }

    boolean none() {
      return linked.isEmpty() && others.isEmpty();
    }
  }

  /**
   * The password of an account.
   *
   * @param set whether it has one
   * @param admits whether passwords, and passkeys alone, are a way in for everybody
   */
  record Password(boolean set, boolean admits) {}

  /**
   * The account of who has signed in.
   *
   * @param email their mail address
   * @param readsUntil until when they may only read, if that is all they may
   * @param invites whether they invite others, as they run the registry
   */
  record Overview(
      Frame frame,
      String email,
      Optional<Instant> readsUntil,
      boolean invites,
      Password password,
      Factors factors,
      Identities identities,
      List<Session> sessions)
      implements AccountPage {
    public Overview {
      sessions = List.copyOf(sessions);
    }

    Optional<DisplayDate> readsUntilThen() {
      return readsUntil.map(DisplayDate::new);
    }

    String at(String path) {
      return site().account() + path;
    }
  }

  /**
   * The enrolment of an authenticator app.
   *
   * @param key what is typed into the app by hand
   * @param code the same as a picture
   */
  record NewApp(Frame frame, Secret key, QrSquare code) implements AccountPage {
    /** Returns the key in groups, as people read it. */
    String groups() {
      return key.reveal().replaceAll("(.{4})(?=.)", "$1 ");
    }
  }

  /** Recovery codes, the only time that they are shown. */
  record RecoveryCodes(Frame frame, List<Secret> codes) implements AccountPage {
    public RecoveryCodes {
      codes = List.copyOf(codes);
    }
  }

  /**
   * An invitation that nobody has accepted yet.
   *
   * @param whom the mail address that it went to, and what its reader will be
   */
  record Invited(String id, String whom, Instant until) {
    DisplayDate untilThen() {
      return new DisplayDate(until);
    }
  }

  /**
   * The invitations to the registry, and the form for another one.
   *
   * @param link the link of the one that was just made, the only time that it is shown
   * @param email what was typed and refused
   * @param organization what was typed and refused
   */
  record Invitations(
      Frame frame, Optional<Secret> link, String email, String organization, List<Invited> waiting)
      implements AccountPage {
    public Invitations {
      waiting = List.copyOf(waiting);
    }

    String at(String path) {
      return site().invitations() + path;
    }
  }

  /** A few words, and perhaps a way on. */
  record Message(Frame frame, String title, String text, Optional<Way> link)
      implements AccountPage {}
}
