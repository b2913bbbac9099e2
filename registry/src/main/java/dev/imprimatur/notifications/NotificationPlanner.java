package dev.imprimatur.notifications;

import dev.imprimatur.audit.AuditLog;
import dev.imprimatur.audit.Entry;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.audit.ExchangeEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.Maintenance;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.notifications.Notice.Concern;
import dev.imprimatur.outbox.Notices;
import dev.imprimatur.outbox.Recipient;
import dev.imprimatur.outbox.WebhookKind;
import dev.imprimatur.tokens.People;
import dev.imprimatur.trust.Publishers;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * The planner of notifications, which reads on in the audit log and queues who is to be told of
 * what. Only the log must not be lost: an event is in it or has not happened, in the order of
 * commits, so that reading on from the last position misses nothing and takes nothing twice.
 */
public final class NotificationPlanner {
  private static final int PAGE = 200;

  private final Database db;
  private final AuditLog log;
  private final Notices notices;
  private final Maintenance maintenance;
  private final Recipients audience;
  private final DeliveryFailures failing;
  private final WebhookRights rights;

  /** Makes a planner; people are told by mail only if there is a server to send it. */
  public NotificationPlanner(
      Database db,
      AuditLog log,
      Notices notices,
      Maintenance maintenance,
      People people,
      Publishers publishers,
      boolean byMail) {
    this.db = db;
    this.log = log;
    this.notices = notices;
    this.maintenance = maintenance;
    this.audience =
        new Recipients(
            people, publishers, notices.webhooks(), new EventOwners(log, people.owners()), byMail);
    this.failing = new DeliveryFailures(notices);
    this.rights = new WebhookRights(people);
  }

  /** Reads everything that was written so far. */
  void once() {
    while (db.read(this::hasMore)) {
      maintenance.make(this::page);
    }
  }

  private boolean hasMore(Tx tx) {
    return log.last(tx).seq() > notices.progress().read(tx);
  }

  private long page(Change change) {
    var tx = change.tx();
    long seq = notices.progress().hold(tx);
    // Where nobody listens to news, a publish costs no more than to see that.
    var heard = notices.webhooks().heard(tx);
    for (var entry : log.after(tx, seq, PAGE)) {
      tell(change, entry, heard);
      seq = entry.seq();
    }
    notices.progress().move(tx, seq);
    return seq;
  }

  private void tell(Change change, Entry entry, Set<WebhookKind> heard) {
    if (entry.kind() == EventKind.EXCHANGE_REFUSED) {
      countRefusal(change, entry);
    }
    var notice = NotificationText.of(entry);
    var kinds = EnumSet.noneOf(WebhookKind.class);
    News.kinds(entry).stream().filter(heard::contains).forEach(kinds::add);
    notice.ifPresent(_ -> kinds.add(WebhookKind.ALARMS));
    if (!kinds.isEmpty()) {
      audience
          .of(change.tx(), entry, notice.map(Notice::concerns).orElse(Concern.PACKAGE), kinds)
          .forEach(recipient -> add(change, recipient, entry));
    }
  }

  private void add(Change change, Recipient recipient, Entry entry) {
    var tx = change.tx();
    if (recipient instanceof Recipient.Hook(var id)) {
      var webhook = notices.webhooks().require(tx, id);
      if (!rights.hold(tx, webhook)) {
        failing.orphaned(change, webhook);
        return;
      }
    }
    if (notices.deliveries().isFull(tx, recipient)) {
      failing.overflowed(change, recipient, entry.seq());
    } else {
      notices.deliveries().add(tx, recipient, entry.seq());
    }
  }

  /** Counts a refusal of a job that came close to a publisher; that strangers exist is no news. */
  private void countRefusal(Change change, Entry entry) {
    var publisher = entry.facts().text("publisher").map(UUID::fromString);
    if (publisher.isEmpty()) {
      return;
    }
    var target = entry.packageName().orElseThrow();
    // Each of those who wait for one name is told of their own refusals.
    var counted = entry.facts().text("futureOwner").map(owner -> target + " " + owner);
    var streak = notices.streaks().refused(change.tx(), counted.orElse(target));
    if (streak.isPresent()) {
      change.happened(
          new ExchangeEvent.ExchangesRefusedRepeatedly(
              target,
              publisher.get(),
              streak.get().since(),
              streak.get().times(),
              entry.facts().text("detail").orElse("")));
    }
  }
}
