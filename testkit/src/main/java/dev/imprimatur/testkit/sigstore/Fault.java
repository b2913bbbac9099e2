package dev.imprimatur.testkit.sigstore;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Where on its way to a bundle something goes wrong. */
sealed interface Fault {

  /** The statement is another one, and signed as it is. */
  record InStatement(Consumer<Map<String, Object>> edit) implements Fault {}

  /** The certificate names somebody else. */
  record InIdentity(UnaryOperator<Identity> edit) implements Fault {}

  /** The authority, the signer or a log does something else; see {@link Signing}. */
  record InSigning() implements Fault {}

  /** Somebody without a key changes the finished bundle. */
  record InBundle(Consumer<Map<String, Object>> edit) implements Fault {}
}
