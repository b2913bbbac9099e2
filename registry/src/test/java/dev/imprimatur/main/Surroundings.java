package dev.imprimatur.main;

import dev.imprimatur.mail.MailServer;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rules.Provider;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** What else there is in the world of a registry under test. */
record Surroundings(Optional<MailServer> mail, Optional<URI> transparencyLog, Providers providers) {
  /** Nobody guesses passwords here, and half of the time of all tests would go into them. */
  static final int PASSWORD_KIB = 64;

  static final Surroundings USUAL =
      new Surroundings(Optional.empty(), Optional.empty(), Providers.usual());

  static Surroundings mailing(MailServer mail) {
    return new Surroundings(Optional.of(mail), Optional.empty(), Providers.usual());
  }

  static Surroundings logging(String address) {
    return new Surroundings(Optional.empty(), Optional.of(URI.create(address)), Providers.usual());
  }

  static Surroundings knowing(List<Provider> providers) {
    return new Surroundings(Optional.empty(), Optional.empty(), new Providers(providers));
  }
}
