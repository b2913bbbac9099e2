package dev.imprimatur.sigstore;

import dev.imprimatur.bundle.Bytes;
import dev.imprimatur.bundle.ProtoJson;
import dev.imprimatur.bundle.Reason;
import dev.imprimatur.bundle.Refusal;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.MalformedJsonException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The trusted root of one Sigstore instance (github.com/sigstore/protobuf-specs,
 * "sigstore_trustroot.proto"): its certificate authorities, its logs and its timestamp authorities.
 */
public final class TrustedRoot {
  private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.trustedroot";
  private static final JsonRules RULES = JsonRules.held(16, 10_000);
  private static final int EACH_MAX = 64;

  private final List<Authority> certifiers;
  private final List<Authority> timestampers;
  private final List<Log> logs;
  private final List<Log> certificateLogs;

  /**
   * A log, be it of signatures or of certificates.
   *
   * @param name the name before its signatures under a checkpoint
   */
  record Log(String name, Bytes id, VerifyingKey key, Window window) {
    static Log read(ProtoJson message) {
      var key = message.requireMessage("publicKey");
      return new Log(
          host(message.text("baseUrl")),
          message.requireMessage("logId").requireBytes("keyId"),
          VerifyingKey.ofSpki(key.requireBytes("rawBytes")),
          key.message("validFor").map(Window::of).orElse(Window.ALWAYS));
    }

    private static String host(String url) {
      try {
        var authority = URI.create(url).getRawAuthority();
        return authority == null ? "" : authority;
      } catch (IllegalArgumentException e) {
        throw new Refusal(Reason.MALFORMED, "the address of a log is none");
      }
    }
  }

  private TrustedRoot(ProtoJson message) {
    certifiers = authorities(message, "certificateAuthorities", Authority::ofCertifier);
    timestampers = authorities(message, "timestampAuthorities", Authority::ofTimestamper);
    logs = message.messages("tlogs", EACH_MAX).stream().map(Log::read).toList();
    certificateLogs = message.messages("ctlogs", EACH_MAX).stream().map(Log::read).toList();
    if (certifiers.isEmpty()) {
      throw new Refusal(Reason.CONTENT, "it names no certificate authority");
    }
  }

  /**
   * Reads a root.
   *
   * @throws MalformedRootException if it is none
   */
  public static TrustedRoot read(String text) {
    try {
      var message = new ProtoJson(Json.readObject(text, RULES), "");
      if (!message.text("mediaType").startsWith(MEDIA_TYPE)) {
        throw new Refusal(Reason.MEDIA_TYPE, "its media type is not that of a trusted root");
      }
      return new TrustedRoot(message);
    } catch (Refusal e) {
      throw new MalformedRootException(e.why());
    } catch (MalformedJsonException e) {
      throw new MalformedRootException(e.why());
    }
  }

  private static List<Authority> authorities(
      ProtoJson message, String name, Function<ProtoJson, Authority> read) {
    return message.messages(name, EACH_MAX).stream().map(read).toList();
  }

  List<Authority> certifiers() {
    return certifiers;
  }

  List<Authority> timestampers() {
    return timestampers;
  }

  /** Returns whether it names a transparency log, so that one can be demanded. */
  public boolean hasLogs() {
    return !logs.isEmpty();
  }

  /** Returns whether it names a certificate log, so that one can be demanded. */
  public boolean hasCertificateLogs() {
    return !certificateLogs.isEmpty();
  }

  Optional<Log> log(Bytes id) {
    return logs.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  Optional<Log> certificateLog(Bytes id) {
    return certificateLogs.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /**
   * Returns until when this root can verify what is signed by then, as far as it is known now: when
   * the last authority ends, or the last log. Empty if no end is known.
   */
  public Optional<Instant> usableUntil() {
    return Stream.of(lastEnd(certifiers), logs.isEmpty() ? lastEnd(timestampers) : lastEndOfLogs())
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  private static Optional<Instant> lastEnd(List<Authority> authorities) {
    return authorities.stream().map(Authority::end).max(Instant::compareTo);
  }

  /** Returns when the last log ends; empty if one has no end. */
  private Optional<Instant> lastEndOfLogs() {
    return logs.stream().anyMatch(each -> each.window().end().isEmpty())
        ? Optional.empty()
        : logs.stream().flatMap(each -> each.window().end().stream()).max(Instant::compareTo);
  }
}
