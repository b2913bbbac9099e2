package dev.imprimatur.notify;

import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.AuditLog;
import dev.imprimatur.audit.Entry;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.audit.ExchangeEvent;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.notices.Notices;
import dev.imprimatur.notices.Recipient;
import java.util.UUID;

/**
 * Reads on in the audit log and notes who is to be told of what. The log itself is what must not be
 * lost: an event is in it or has not happened, in the order of commits, so that reading on from
 * where one was misses nothing and takes nothing twice.
 */
final class Telling {
  private static final int PAGE = 200;

  private final Ledgers ledgers;
  private final Audience audience;
  private final Failing failing;
  private final WebhookRights rights;

  /** What is read, and what is written. */
  record Ledgers(Database db, AuditLog log, Audit audit, Notices notices) {}

  Telling(Ledgers ledgers, Audience audience, Failing failing, WebhookRights rights) {
    this.ledgers = ledgers;
    this.audience = audience;
    this.failing = failing;
    this.rights = rights;
  }

  /** Reads everything that was written so far. */
  void once() {
    while (ledgers.db().read(this::hasMore)) {
      ledgers.db().write(this::page);
    }
  }

  private boolean hasMore(Tx tx) {
    return ledgers.log().head(tx).seq() > ledgers.notices().progress().read(tx);
  }

  private long page(Tx tx) {
    long seq = ledgers.notices().progress().hold(tx);
    for (var entry : ledgers.log().after(tx, seq, PAGE)) {
      tell(tx, entry);
      seq = entry.seq();
    }
    ledgers.notices().progress().move(tx, seq);
    return seq;
  }

  private void tell(Tx tx, Entry entry) {
    if (entry.kind() == EventKind.EXCHANGE_REFUSED) {
      countRefusal(tx, entry);
    }
    var notice = Wording.of(entry);
    if (notice.isPresent()) {
      audience
          .of(tx, entry, notice.get().concerns())
          .forEach(recipient -> add(tx, recipient, entry));
    }
  }

  private void add(Tx tx, Recipient recipient, Entry entry) {
    if (recipient instanceof Recipient.Hook(var id)) {
      var webhook = ledgers.notices().webhooks().require(tx, id);
      if (!rights.hold(tx, webhook)) {
        failing.orphaned(tx, webhook);
        return;
      }
    }
    if (ledgers.notices().deliveries().isFull(tx, recipient)) {
      failing.overflowed(tx, recipient, entry.seq());
    } else {
      ledgers.notices().deliveries().add(tx, recipient, entry.seq());
    }
  }

  /** Only of jobs that came close to a publisher; that strangers exist is no news. */
  private void countRefusal(Tx tx, Entry entry) {
    var publisher = entry.facts().text("publisher").map(UUID::fromString);
    if (publisher.isEmpty()) {
      return;
    }
    var target = entry.packageName().orElseThrow();
    // Each of those who wait for one name is told of what was refused to him.
    var counted = entry.facts().text("futureOwner").map(owner -> target + " " + owner);
    ledgers
        .notices()
        .streaks()
        .refused(tx, counted.orElse(target))
        .ifPresent(streak ->
            ledgers
                .audit()
                .record(
                    tx,
                    Actor.REGISTRY,
                    new ExchangeEvent.ExchangesRefusedRepeatedly(
                        target,
                        publisher.get(),
                        streak.since(),
                        streak.times(),
                        entry.facts().text("detail").orElse(""))));
  }
}
