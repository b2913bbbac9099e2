package dev.imprimatur.config;

import dev.imprimatur.addresses.TrustedProxies;
import dev.imprimatur.issuers.IssuerJson;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.limits.PeopleLimits;
import dev.imprimatur.limits.Quotas;
import dev.imprimatur.limits.TokenLimits;
import dev.imprimatur.mail.MailServer;
import dev.imprimatur.packages.NameRules;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.signatures.KeyLocation;
import dev.imprimatur.unpublish.UnpublishPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The settings of a registry, read once and valid as a whole.
 *
 * @param listen the address at which the port is opened
 * @param publicUrl the address at which clients find it; needed unless only this machine can
 *     connect
 * @param audiences further audiences of identity tokens, beyond those of the public URL
 * @param data the folder for SQLite and blobs
 * @param database a PostgreSQL address in JDBC's form; SQLite in the data folder if empty
 * @param issuers add to the built-in ones
 * @param proxy an HTTP proxy for everything that is asked of others
 * @param publishersPerPackage how many trusted publishers a package may have; 1 is npm's old rule
 * @param stagedDays how long a version may be staged until somebody decides
 * @param trustRoots the folder of trusted roots beyond the public one
 * @param proxies who is believed about where a request came from
 * @param quotas how many requests of a kind one address and one account may send
 * @param tokens how long granular tokens last, and how many a person may have
 * @param sessions how long a sign-in lasts
 * @param mail the server that mails go through; without one none are sent
 * @param signingKey the location of the key that signs what this registry serves
 * @param transparencyLog the log of its attestations in npm's words; without one it attests nothing
 * @param people how people sign in, and what they prove
 * @param unpublish the rules for unpublishing
 * @param nameRules the rules for new names
 */
public record Config(
    InetSocketAddress listen,
    Optional<URI> publicUrl,
    List<String> audiences,
    Path data,
    Optional<String> database,
    List<Issuer> issuers,
    Optional<URI> proxy,
    Optional<Integer> publishersPerPackage,
    Optional<Integer> stagedDays,
    Optional<Path> trustRoots,
    TrustedProxies proxies,
    Quotas quotas,
    TokenLimits tokens,
    PeopleLimits.SessionLife sessions,
    Optional<MailServer> mail,
    KeyLocation signingKey,
    Optional<URI> transparencyLog,
    PeopleConfig people,
    UnpublishPolicy unpublish,
    NameRules nameRules) {

  static final int PORT = 4873;

  private static final String LISTEN = "127.0.0.1:" + PORT;
  private static final String DATA = "./data";
  private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[^\\]]+\\]|[^:]+):(\\d{1,5})");

  /**
   * Reads the settings.
   *
   * @param providers the CI systems that issuers can be of
   */
  public static Config of(RawConfig raw, Providers providers) {
    var listen = text(raw, ConfigKey.LISTEN).orElse(LISTEN);
    var publicUrl = text(raw, ConfigKey.PUBLIC_URL).map(Config::publicUrl);
    var address = address(listen);
    if (publicUrl.isEmpty() && !address.getAddress().isLoopbackAddress()) {
      throw bad(
          ConfigKey.PUBLIC_URL,
          "must be set when others can connect (listen is %s): the address that clients use, such"
              + " as https://npm.acme.dev",
          listen);
    }
    var data = path(text(raw, ConfigKey.DATA).orElse(DATA));
    return new Config(
        address,
        publicUrl,
        list(raw, ConfigKey.AUDIENCES).stream().map(Config::audience).toList(),
        data,
        text(raw, ConfigKey.DATABASE).map(Config::database),
        list(raw, ConfigKey.ISSUERS).stream().map(issuer -> issuer(issuer, providers)).toList(),
        text(raw, ConfigKey.PROXY).map(Config::proxy),
        text(raw, ConfigKey.PUBLISHERS_PER_PACKAGE).map(Config::publishersPerPackage),
        text(raw, ConfigKey.STAGED_DAYS).map(Config::stagedDays),
        text(raw, ConfigKey.TRUST_ROOTS).map(Config::folder),
        ProxiesConfig.read(raw),
        QuotasConfig.read(raw),
        TokensConfig.read(raw),
        SessionsConfig.read(raw),
        raw.entry(ConfigKey.MAIL).map(RawConfig.Entry::value).map(MailConfig::read),
        SigningKeyConfig.read(raw, data),
        text(raw, ConfigKey.TRANSPARENCY_LOG).map(Config::log),
        PeopleConfig.read(raw),
        raw.entry(ConfigKey.UNPUBLISH)
            .map(RawConfig.Entry::value)
            .map(UnpublishConfig::read)
            .orElse(UnpublishPolicy.USUAL),
        raw.entry(ConfigKey.NAME_RULES)
            .map(RawConfig.Entry::value)
            .map(NameRulesConfig::read)
            .orElse(NameRules.USUAL));
  }

  /** Returns the limits in force: the standard ones, but for what is set. */
  public Limits limits() {
    var standard = Limits.standard();
    var few = publishersPerPackage.map(standard::withPublishersMax).orElse(standard);
    var limits = stagedDays.map(Duration::ofDays).map(few::withStagedMax).orElse(few);
    return limits
        .withBudgets(limits.budgets().with(quotas))
        .withTokens(tokens)
        .withSessions(sessions);
  }

  /** Returns the host name of this registry, without a port. */
  public String host() {
    return publicUrl.map(URI::getHost).orElse("localhost");
  }

  static Path path(String text) {
    return Path.of(text).toAbsolutePath().normalize();
  }

  private static Path folder(String text) {
    var folder = path(text);
    if (!Files.isDirectory(folder)) {
      throw bad(ConfigKey.TRUST_ROOTS, "must be a folder that exists, not %s", text);
    }
    return folder;
  }

  private static int publishersPerPackage(String text) {
    if (!text.matches("[1-9]\\d?|100")) {
      throw bad(ConfigKey.PUBLISHERS_PER_PACKAGE, "must be a number from 1 to 100, not %s", text);
    }
    return Integer.parseInt(text);
  }

  private static int stagedDays(String text) {
    if (!text.matches("[1-9]\\d{0,2}")) {
      throw bad(ConfigKey.STAGED_DAYS, "must be a number of days from 1 to 999, not %s", text);
    }
    return Integer.parseInt(text);
  }

  private static URI proxy(String text) {
    try {
      var url = URI.create(text);
      if ("http".equals(url.getScheme()) && url.getHost() != null && url.getPort() > 0) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw bad(ConfigKey.PROXY, "must be http://HOST:PORT, not %s", text);
  }

  private static InetSocketAddress address(String listen) {
    var parts = HOST_AND_PORT.matcher(listen);
    if (!parts.matches() || Integer.parseInt(parts.group(2)) > 65535) {
      throw bad(ConfigKey.LISTEN, "must be HOST:PORT, such as %s", LISTEN);
    }
    var address = new InetSocketAddress(parts.group(1), Integer.parseInt(parts.group(2)));
    if (address.isUnresolved()) {
      throw bad(ConfigKey.LISTEN, "names a host that is unknown: %s", parts.group(1));
    }
    return address;
  }

  private static URI publicUrl(String text) {
    return address(ConfigKey.PUBLIC_URL, text, "https://npm.acme.dev");
  }

  private static URI log(String text) {
    return address(ConfigKey.TRANSPARENCY_LOG, text, "https://rekor.acme.dev");
  }

  /** Parses the address of something on the web, without a slash at its end. */
  private static URI address(ConfigKey key, String text, String example) {
    var trimmed = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    try {
      var url = URI.create(trimmed);
      boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
      if (web
          && url.getHost() != null
          && url.getHost().equals(url.getHost().toLowerCase(Locale.ROOT))
          && url.getRawUserInfo() == null
          && url.getRawQuery() == null
          && url.getRawFragment() == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw bad(
        key,
        "must be an http or https address with a lower-case host, such as " + example + ", not %s",
        text);
  }

  private static String audience(JsonValue value) {
    if (value instanceof JsonText(var text) && !text.isBlank()) {
      return text;
    }
    throw bad(ConfigKey.AUDIENCES, "must be a list of texts, such as %s", "[npm:npm.acme.dev]");
  }

  private static String database(String text) {
    if (!text.startsWith("jdbc:postgresql:")) {
      throw bad(
          ConfigKey.DATABASE,
          "must start with jdbc:postgresql: (leave it out for SQLite in the folder \"data\"), not"
              + " %s",
          text.substring(0, Math.min(text.length(), 12)));
    }
    return text;
  }

  private static Issuer issuer(JsonValue value, Providers providers) {
    if (!(value instanceof JsonObject json)) {
      throw bad(ConfigKey.ISSUERS, "must be a list of issuers with %s", "provider and url");
    }
    var terms = json.without(name -> name.equals("provider") || name.equals("url"));
    try {
      return IssuerJson.read(
          provider(json, providers), json.text("url").orElse(""), withStoredKeys(terms));
    } catch (ProblemException e) {
      throw bad(ConfigKey.ISSUERS, "cannot be used. %s", e.problem().detail());
    }
  }

  private static Provider provider(JsonObject json, Providers providers) {
    var id = json.text("provider").orElse("");
    return providers
        .find(id)
        .orElseThrow(() ->
            bad(
                ConfigKey.ISSUERS,
                "need a provider out of " + providers.ids() + ", not \"%s\"",
                id));
  }

  /** Reads a key set, which is named by its file here, into the terms; its age is the file's. */
  public static JsonObject withStoredKeys(JsonObject terms) {
    var file = terms.text("jwks");
    if (file.isEmpty()) {
      return terms;
    }
    try {
      return terms
          .but()
          .and("jwks", keySet(file.get()))
          .and("jwksSince", Files.getLastModifiedTime(Path.of(file.get())).toMillis())
          .build();
    } catch (IOException e) {
      throw bad(ConfigKey.ISSUERS, "name a key set that cannot be read: %s", file.get());
    }
  }

  /** Reads a key set from its file. */
  public static JsonObject keySet(String file) {
    try {
      return Json.readObject(Files.readAllBytes(Path.of(file)), JsonRules.strict(16, 1_000_000));
    } catch (IOException e) {
      throw bad(ConfigKey.ISSUERS, "name a key set that cannot be read: %s", file);
    } catch (MalformedJsonException e) {
      throw bad(ConfigKey.ISSUERS, "name a key set that is not JSON: %s", file);
    }
  }

  static Optional<String> text(RawConfig raw, ConfigKey key) {
    return raw.entry(key)
        .map(entry ->
            switch (entry.value()) {
              case JsonText(var text) -> text;
              case JsonNumber(var literal) -> literal;
              default -> throw bad(key, "must be a text%s", "");
            });
  }

  static List<JsonValue> list(RawConfig raw, ConfigKey key) {
    return switch (raw.entry(key).map(RawConfig.Entry::value).orElse(JsonArray.EMPTY)) {
      case JsonArray(var items) -> items;
      default -> throw bad(key, "must be a list%s", "");
    };
  }

  static BadConfigException bad(ConfigKey key, String cure, String detail) {
    return new BadConfigException("The setting " + key.key() + " " + cure.formatted(detail) + ".");
  }
}
