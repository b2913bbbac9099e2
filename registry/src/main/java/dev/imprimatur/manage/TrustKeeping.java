package dev.imprimatur.manage;

import dev.imprimatur.access.Tokens;
import dev.imprimatur.audit.Event;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.PublisherId;
import dev.imprimatur.trust.Publishers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Adds and removes trusted publishers, for their owners and for the operator alike. */
public final class TrustKeeping {
  private final Database db;
  private final Change change;
  private final Publishers publishers;
  private final Tokens tokens;

  public TrustKeeping(Database db, Change change, Publishers publishers, Tokens tokens) {
    this.db = db;
    this.change = change;
    this.publishers = publishers;
    this.tokens = tokens;
  }

  public List<Publisher> of(PackageName name) {
    return db.read(tx -> publishers.of(tx, name));
  }

  public List<Publisher> all() {
    return db.read(publishers::all);
  }

  /** Adds publishers for an owner, all of them or none. */
  List<Publisher> add(PackageName name, List<Publishers.Wish> wishes, Caller caller) {
    var added = new ArrayList<Publisher>();
    change.make(
        name,
        caller,
        new Demand.Manage(name),
        (tx, happened) -> {
          added.clear();
          wishes.forEach(wish -> added.add(add(tx, wish, happened)));
        });
    return List.copyOf(added);
  }

  /** Adds a publisher; it is nowhere checked whether there is such a project. */
  public Publisher add(Tx tx, Publishers.Wish wish, Consumer<Event> happened) {
    var publisher = publishers.add(tx, wish);
    happened.accept(
        new Event.PublisherAdded(
            publisher.name(),
            publisher.id().value(),
            publisher.issuer(),
            publisher.provider().json(publisher.settings()),
            publisher.futureOwner()));
    return publisher;
  }

  /** Removes a publisher of this package for an owner. */
  void remove(PackageName name, PublisherId id, Caller caller) {
    change.make(
        name,
        caller,
        new Demand.Manage(name),
        (tx, happened) -> {
          if (!require(tx, id).name().equals(name)) {
            throw missing(id);
          }
          remove(tx, id, happened);
        });
  }

  /** Removes a publisher; with it die all tokens that were minted for it. */
  public void remove(Tx tx, PublisherId id, Consumer<Event> happened) {
    var publisher = require(tx, id);
    tokens.revokeOfPublisher(tx, id.value());
    publishers.remove(tx, id);
    happened.accept(new Event.PublisherRemoved(publisher.name(), id.value(), "it was taken away"));
  }

  private Publisher require(Tx tx, PublisherId id) {
    return publishers.find(tx, id).orElseThrow(() -> missing(id));
  }

  private static RuntimeException missing(PublisherId id) {
    return new Problem.PublisherNotFound(id.toString()).asException();
  }
}
