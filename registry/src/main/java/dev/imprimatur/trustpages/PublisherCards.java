package dev.imprimatur.trustpages;

import dev.imprimatur.db.Database;
import dev.imprimatur.issuers.Issuers;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.pages.SettingsPage;
import dev.imprimatur.pages.SettingsPage.Card;
import dev.imprimatur.pages.SettingsPage.Pill;
import dev.imprimatur.pages.SettingsPage.Tone;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.PublisherSentence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The maker of the cards that show trusted publishers to their owners. */
public final class PublisherCards {
  /** The versions that are looked through for what a publisher has published. */
  private static final int VERSIONS_MAX = 50;

  private final Database db;
  private final Packages packages;
  private final Issuers issuers;

  public PublisherCards(Database db, Packages packages, Issuers issuers) {
    this.db = db;
    this.packages = packages;
    this.issuers = issuers;
  }

  /** Makes the cards of a package's publishers, of which each knows what it has published. */
  List<Card> of(PackageName name, List<Publisher> publishers) {
    var published = published(name);
    return publishers.stream()
        .map(each ->
            card(
                each,
                each.target().name().filter(name::equals).isPresent(),
                Optional.ofNullable(published.get(each.id().value()))))
        .toList();
  }

  /** Makes the cards of some publishers of many packages. */
  List<Card> of(List<Publisher> publishers) {
    var published = new HashMap<PackageName, Map<UUID, Instant>>();
    return publishers.stream()
        .map(each -> {
          var name = each.target().name();
          var last =
              name.map(it -> published.computeIfAbsent(it, this::published))
                  .map(all -> all.get(each.id().value()));
          return card(each, name.isPresent(), last);
        })
        .toList();
  }

  /** Makes the card of a publisher among those of other packages, without what it published. */
  Card of(Publisher publisher) {
    return card(publisher, publisher.target().name().isPresent(), Optional.empty());
  }

  /** Returns when each publisher published last. */
  Map<UUID, Instant> published(PackageName name) {
    var last = new HashMap<UUID, Instant>();
    db.read(tx ->
            packages.isTaken(tx, name)
                ? packages.newestVersions(tx, name, VERSIONS_MAX)
                : List.<dev.imprimatur.packages.VersionTime>of())
        .forEach(version ->
            version
                .publication()
                .job()
                .ifPresent(job ->
                    last.merge(
                        job.publisher(),
                        version.publishedAt(),
                        (one, other) -> one.isAfter(other) ? one : other)));
    return last;
  }

  private Card card(Publisher publisher, boolean own, Optional<Instant> published) {
    var identity = publisher.identity();
    var issuer = issuers.find(identity.issuer());
    var rulebook =
        issuer
            .map(each -> each.rulebook(publisher.powers()))
            .or(() ->
                Optional.of(identity.provider())
                    .filter(each -> !each.isJudgedByOperator())
                    .map(each -> each.rulebook()));
    var sentence =
        rulebook
            .map(book -> PublisherSentence.of(book, identity.settings(), publisher.powers()))
            .orElse(new PublisherSentence(List.of()));
    var pills = new ArrayList<Pill>();
    pills.add(use(publisher, published));
    pills.addAll(state(publisher, issuer));
    rulebook.ifPresent(book ->
        book.looseEnds(identity.settings())
            .forEach(words -> pills.add(new Pill(Tone.WARN, words))));
    return new Card(
        publisher.id().toString(),
        publisher.target().value(),
        own,
        identity.provider().title() + " · " + issuer.map(Issuer::host).orElse(identity.issuer()),
        sentence,
        pills,
        facts(publisher),
        publisher.state().pause().isPresent());
  }

  private static Pill use(Publisher publisher, Optional<Instant> published) {
    return published
        .map(at -> new Pill(Tone.GOOD, "verified by a publish, " + SettingsPage.day(at)))
        .or(() ->
            publisher
                .state()
                .lastUsedAt()
                .map(at -> new Pill(Tone.PLAIN, "a job was let in, " + SettingsPage.day(at))))
        .orElse(new Pill(Tone.WARN, "never used"));
  }

  private static List<Pill> state(Publisher publisher, Optional<Issuer> issuer) {
    var pills = new ArrayList<Pill>();
    publisher
        .state()
        .pause()
        .ifPresent(pause ->
            pills.add(
                new Pill(
                    Tone.BAD,
                    switch (pause.kind()) {
                      case REFUSES -> "paused";
                      case HOLDS -> "its versions are held";
                    })));
    publisher
        .state()
        .pending()
        .ifPresent(pending ->
            pills.add(new Pill(Tone.WARN, "pending until " + SettingsPage.day(pending.until()))));
    if (issuer.isEmpty()) {
      pills.add(new Pill(Tone.BAD, "its issuer is trusted no more"));
    }
    return pills;
  }

  private static List<String> facts(Publisher publisher) {
    var facts = new ArrayList<String>();
    var origin = publisher.origin();
    if (!origin.label().isEmpty()) {
      facts.add("Called " + Quoted.text(origin.label()) + ".");
    }
    facts.add(
        "Added by %s, %s."
            .formatted(
                origin.createdBy().replaceFirst("^person:", ""),
                SettingsPage.day(origin.createdAt())));
    publisher
        .state()
        .pending()
        .ifPresent(pending ->
            facts.add(
                "The package will be %s’s, once it is published."
                    .formatted(pending.futureOwner())));
    var identity = publisher.identity();
    if (identity.pins().isEmpty()) {
      identity
          .pinUntil()
          .ifPresent(until ->
              facts.add(
                  "Its first job teaches which project that is, until %s."
                      .formatted(SettingsPage.day(until))));
    } else {
      facts.add("The project is known by its ids, and another of its name is refused.");
    }
    publisher
        .state()
        .pause()
        .ifPresent(
            pause -> facts.add("%s, %s.".formatted(pause.why(), SettingsPage.day(pause.at()))));
    publisher
        .state()
        .lastRefusedAt()
        .ifPresent(
            at -> facts.add("A job was last refused on %s.".formatted(SettingsPage.day(at))));
    return facts;
  }
}
