package dev.imprimatur.pages;

import java.util.Optional;

/** A page on which somebody signs in or looks after their account. */
public sealed interface AccountPage extends Page {

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
   * The form for a name and a password, and the button for a passkey.
   *
   * @param next the path of ours that comes after
   * @param name what was typed before
   * @param passkey what the browser is asked for; empty where it makes no passkeys
   */
  record SignIn(Frame frame, String next, String name, Optional<String> passkey)
      implements AccountPage {}

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

  /** A few words, and perhaps a way on. */
  record Message(Frame frame, String title, String text, Optional<Way> link)
      implements AccountPage {}
}
