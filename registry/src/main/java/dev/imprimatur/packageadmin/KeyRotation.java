package dev.imprimatur.packageadmin;

import dev.imprimatur.audit.KeyEvent;
import dev.imprimatur.change.Changes;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.SigningProblem;
import dev.imprimatur.signatures.KeyId;
import dev.imprimatur.signatures.Keys;
import dev.imprimatur.signatures.OwnKey;

/** The change from one signing key of the registry to the next. */
public final class KeyRotation {
  private final Keys keys;
  private final Changes changes;

  public KeyRotation(Keys keys, Changes changes) {
    this.keys = keys;
    this.changes = changes;
  }

  /** Signs with a new key from now on, and returns its id. */
  public KeyId rotate(Caller caller) {
    var next = keys.next();
    try {
      rotate(next, caller);
    } catch (ProblemException e) {
      // After an outage nobody knows whether the key is in force; then it must be kept.
      if (e.problem() instanceof SigningProblem.SigningKeyUsed) {
        keys.discard(next);
      }
      throw e;
    }
    keys.adopt(next);
    return next.id();
  }

  private void rotate(OwnKey next, Caller caller) {
    changes.make(
        caller,
        new Action.Operate(),
        change -> {
          var before = keys.rotate(change.tx(), next);
          change.happened(
              new KeyEvent.SigningKeyRotated(before.map(KeyId::value), next.id().value()));
          return next;
        });
  }
}
