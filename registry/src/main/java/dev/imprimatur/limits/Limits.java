package dev.imprimatur.limits;

import java.time.Duration;

/** Every limit of the registry, in one place. Sizes are in bytes; what counts things says so. */
public record Limits(
    Requests requests,
    Uploads uploads,
    PeopleLimits people,
    Trust trust,
    PublisherLimits publishers,
    Mail mail,
    Notices notices,
    Budgets budgets) {

  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  /**
   * The limits of what one server carries.
   *
   * @param headerBytesMax the request line with all headers; an identity token of 16 KiB must fit
   * @param bodyBytesMax a request body that is not a publish
   * @param connectionsMax open connections
   * @param connectionsPerAddressMax those of them from one address, or from one /64 of IPv6; a
   *     proxy in front is one address, and opens fewer unless it is told to
   * @param idle how long a connection may say nothing
   * @param pace how many bytes of a body must come in a second, once {@code idle} is over
   * @param unwantedBytesMax how much is read of a body that nobody wants
   * @param readyBytesMax memory for packuments made ready
   * @param readyTarballBytesMax memory for tarballs that everybody asks for
   */
  public record Requests(
      int headerBytesMax,
      int bodyBytesMax,
      int connectionsMax,
      int connectionsPerAddressMax,
      Duration idle,
      int pace,
      long unwantedBytesMax,
      long readyBytesMax,
      long readyTarballBytesMax) {

    Requests withIdle(Duration patience) {
      return new Requests(
          headerBytesMax,
          bodyBytesMax,
          connectionsMax,
          connectionsPerAddressMax,
          patience,
          pace,
          unwantedBytesMax,
          readyBytesMax,
          readyTarballBytesMax);
    }

    Requests withConnectionsPerAddressMax(int most) {
      return new Requests(
          headerBytesMax,
          bodyBytesMax,
          connectionsMax,
          most,
          idle,
          pace,
          unwantedBytesMax,
          readyBytesMax,
          readyTarballBytesMax);
    }
  }

  /**
   * The limits of what may be published.
   *
   * @param documentBytesMax a publish document; base64 makes its tarball a third larger
   * @param tarballBytesMax a tarball as uploaded
   * @param unpackedBytesMax a tarball unpacked
   * @param entriesMax files and folders in a tarball
   * @param pathBytesMax the names of all of them together
   * @param manifestBytesMax a package.json, and everything in a publish document but its files
   * @param manifestValuesMax names and values in either
   * @param readmeBytesMax what is kept of a README; the rest is cut
   * @param provenanceBytesMax a provenance bundle
   * @param versionsMax versions of a package
   * @param atOnce publishes under way at one time
   */
  public record Uploads(
      long documentBytesMax,
      long tarballBytesMax,
      long unpackedBytesMax,
      int entriesMax,
      int pathBytesMax,
      int manifestBytesMax,
      int manifestValuesMax,
      int readmeBytesMax,
      int provenanceBytesMax,
      int versionsMax,
      int atOnce) {

    Uploads withVersionsMax(int most) {
      return new Uploads(
          documentBytesMax,
          tarballBytesMax,
          unpackedBytesMax,
          entriesMax,
          pathBytesMax,
          manifestBytesMax,
          manifestValuesMax,
          readmeBytesMax,
          provenanceBytesMax,
          most,
          atOnce);
    }
  }

  /**
   * The limits of what is believed of an outside identity, and for how long.
   *
   * @param identityTokenBytesMax the compact form of an identity token
   * @param leeway how far two clocks may differ, everywhere that times are compared
   * @param keySetBytesMax a discovery document or key set of an issuer
   * @param keysMax keys in a key set
   * @param keyFetch how long fetching a key set may take
   * @param keyRefresh how old a key set may grow before it is fetched again
   * @param keyRefreshPause how long after an attempt, good or bad, the next one may follow
   * @param keyStaleMax how old a key set may grow while its issuer cannot be reached
   */
  public record Trust(
      int identityTokenBytesMax,
      Duration leeway,
      int keySetBytesMax,
      int keysMax,
      Duration keyFetch,
      Duration keyRefresh,
      Duration keyRefreshPause,
      Duration keyStaleMax) {

    Trust withKeyFetch(Duration patience) {
      return new Trust(
          identityTokenBytesMax,
          leeway,
          keySetBytesMax,
          keysMax,
          patience,
          keyRefresh,
          keyRefreshPause,
          keyStaleMax);
    }
  }

  /**
   * The limits of how mails are sent.
   *
   * @param patience how long each step may take: connecting, and every question to the server
   */
  public record Mail(Duration patience) {}

  /**
   * The limits of who is told what happens, and how often it is tried.
   *
   * @param webhooksMax webhooks of a package, of an organization, and of the registry
   * @param addressLengthMax characters in a webhook's address
   * @param patience how long a webhook may take to answer
   * @param takenFor how long a delivery is claimed for one process; longer than it can take
   * @param pauseFirst how long after a first failed attempt the next one follows; twice as long
   *     after each, up to {@code pauseMax}
   * @param attemptsMax attempts to tell one thing
   * @param failingMax how long a webhook may fail before it is switched off
   * @param waitingMax what may wait for one recipient
   * @param keptFor how long what is over is shown
   * @param atOnce recipients that are told something at one time
   * @param refusals how many refused exchanges are worth telling about
   */
  public record Notices(
      int webhooksMax,
      int addressLengthMax,
      Duration patience,
      Duration takenFor,
      Duration pauseFirst,
      Duration pauseMax,
      int attemptsMax,
      Duration failingMax,
      int waitingMax,
      Duration keptFor,
      int atOnce,
      Refusals refusals) {}

  /**
   * The limits from which refused exchanges are worth telling about.
   *
   * @param timesMin refusals for a package within {@code window}
   * @param window how long a refusal counts
   * @param quiet how long nothing more is told of that package's refusals then
   */
  public record Refusals(int timesMin, Duration window, Duration quiet) {}

  /** Returns the same, with another number of versions of a package. */
  public Limits withVersionsMax(int most) {
    var others = uploads.withVersionsMax(most);
    return new Limits(requests, others, people, trust, publishers, mail, notices, budgets);
  }

  /** Returns the same, with passwords that take another memory to check. */
  public Limits withPasswordKib(int memory) {
    var others = people.withPasswordKib(memory);
    return new Limits(requests, uploads, others, trust, publishers, mail, notices, budgets);
  }

  /** Returns the same, with other limits of granular tokens. */
  public Limits withTokens(TokenLimits tokens) {
    var others = people.withTokens(tokens);
    return new Limits(requests, uploads, others, trust, publishers, mail, notices, budgets);
  }

  /** Returns the same, with another life of sign-ins. */
  public Limits withSessions(PeopleLimits.SessionLife life) {
    var others = people.withSession(life);
    return new Limits(requests, uploads, others, trust, publishers, mail, notices, budgets);
  }

  /** Returns the same, with another number of trusted publishers of a package. */
  public Limits withPublishersMax(int most) {
    return with(trust, publishers.withPublishersMax(most));
  }

  /** Returns the same, with another time for which a version may be staged. */
  public Limits withStagedMax(Duration longest) {
    return with(trust, publishers.withStagedMax(longest));
  }

  /** Returns the same, with another number of versions of a package that may wait. */
  public Limits withHeldMax(int most) {
    return with(trust, publishers.withHeldMax(most));
  }

  /** Returns the same, with another patience for issuers that are asked for their keys. */
  public Limits withKeyFetch(Duration patience) {
    return with(trust.withKeyFetch(patience), publishers);
  }

  /** Returns the same, with others for who is told what happens. */
  public Limits withNotices(Notices others) {
    return new Limits(requests, uploads, people, trust, publishers, mail, others, budgets);
  }

  /** Returns the same, with other budgets. */
  public Limits withBudgets(Budgets others) {
    return new Limits(requests, uploads, people, trust, publishers, mail, notices, others);
  }

  /** Returns the same, with another patience for clients that say nothing. */
  public Limits withIdle(Duration patience) {
    var others = requests.withIdle(patience);
    return new Limits(others, uploads, people, trust, publishers, mail, notices, budgets);
  }

  /** Returns the same, with another number of connections from one address. */
  public Limits withConnectionsPerAddressMax(int most) {
    var others = requests.withConnectionsPerAddressMax(most);
    return new Limits(others, uploads, people, trust, publishers, mail, notices, budgets);
  }

  private Limits with(Trust otherTrust, PublisherLimits otherPublishers) {
    return new Limits(
        requests, uploads, people, otherTrust, otherPublishers, mail, notices, budgets);
  }

  public static Limits standard() {
    return new Limits(
        standardRequests(),
        standardUploads(),
        PeopleLimits.standard(),
        new Trust(
            16 * KIB,
            Duration.ofSeconds(30),
            256 * KIB,
            100,
            Duration.ofSeconds(5),
            Duration.ofMinutes(15),
            Duration.ofSeconds(60),
            Duration.ofHours(24)),
        new PublisherLimits(
            10,
            Duration.ofDays(7),
            Duration.ofDays(30),
            Duration.ofDays(5),
            100,
            10,
            120,
            20,
            50,
            Duration.ofMinutes(10),
            200,
            Duration.ofDays(90)),
        new Mail(Duration.ofSeconds(20)),
        new Notices(
            10,
            500,
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            Duration.ofSeconds(5),
            Duration.ofHours(1),
            12,
            Duration.ofDays(3),
            1000,
            Duration.ofDays(30),
            16,
            new Refusals(5, Duration.ofHours(1), Duration.ofHours(24))),
        Budgets.standard());
  }

  private static Requests standardRequests() {
    var idle = Duration.ofSeconds(30);
    return new Requests(
        32 * KIB, MIB, 10_000, 2_500, idle, 4 * KIB, 64L * MIB, 64L * MIB, 32L * MIB);
  }

  private static Uploads standardUploads() {
    return new Uploads(
        700L * MIB,
        512L * MIB,
        2048L * MIB,
        100_000,
        8 * MIB,
        4 * MIB,
        100_000,
        64 * KIB,
        MIB,
        20_000,
        64);
  }
}
