package dev.imprimatur.testkit.sigstore;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A place on the way to a bundle at which something goes wrong, and the change there. */
sealed interface Fault {

  /** A change of the statement, which is then signed as it is. */
  record InStatement(Consumer<Map<String, Object>> edit) implements Fault {}

  /** A change of whom the certificate names. */
  record InIdentity(UnaryOperator<Identity> edit) implements Fault {}

  /** A change of what the authority, the signer or a log does; see {@link Signing}. */
  record InSigning() implements Fault {}

  /** A change of the finished bundle by somebody without a key. */
  record InBundle(Consumer<Map<String, Object>> edit) implements Fault {}
}
