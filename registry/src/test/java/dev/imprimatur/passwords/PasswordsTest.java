package dev.imprimatur.passwords;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.limits.Limits;
import dev.imprimatur.secret.Secret;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PasswordsTest {
  private static final Secret PASSWORD = Secret.of("correct horse battery staple");
  private static final Limits STANDARD = Limits.standard();

  private final Passwords passwords = new Passwords(new Random(1), STANDARD.people());

  /** The first choice of OWASP's Password Storage Cheat Sheet. */
  @Test
  void aHashIsAsDearAsItShouldBe() {
    var stored = passwords.hash(PASSWORD);
    assertThat(stored).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(passwords.hash(PASSWORD)).isNotEqualTo(stored);
    assertThat(passwords.matches(PASSWORD, stored)).isTrue();
    assertThat(passwords.matches(Secret.of("correct horse battery stable"), stored)).isFalse();
  }

  @Test
  void aHashFromWhenTheyWereCheaperStillCounts() {
    var cheap = STANDARD.withPasswordKib(64);
    var stored = new Passwords(new Random(1), cheap.people()).hash(PASSWORD);
    assertThat(stored).startsWith("$argon2id$v=19$m=64,t=2,p=1$");
    assertThat(passwords.matches(PASSWORD, stored)).isTrue();
  }

  /** Whoever asks for a user who is not there must not be told so by the time it takes. */
  @Test
  void nobodysPasswordIsAsDearAndNobodyHasIt() {
    assertThat(passwords.nobodys()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(passwords.matches(PASSWORD, passwords.nobodys())).isFalse();
  }
}
