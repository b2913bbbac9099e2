package dev.imprimatur.config;

import dev.imprimatur.addresses.AddressRange;
import dev.imprimatur.addresses.TrustedProxies;
import dev.imprimatur.addresses.TrustedProxies.ForwardedHeader;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.problem.Quoted;
import java.util.Arrays;
import java.util.Optional;

/** The settings {@code trustedProxies} and {@code forwardedHeader}. */
final class ProxiesConfig {
  private ProxiesConfig() {}

  static TrustedProxies read(RawConfig raw) {
    var ranges =
        Config.list(raw, ConfigKey.TRUSTED_PROXIES).stream().map(ProxiesConfig::range).toList();
    var header = Config.text(raw, ConfigKey.FORWARDED_HEADER).map(ProxiesConfig::header);
    if (header.isPresent() && ranges.isEmpty()) {
      throw Config.bad(
          ConfigKey.FORWARDED_HEADER, "means nothing without %s", "the setting trustedProxies");
    }
    return new TrustedProxies(ranges, header.orElse(ForwardedHeader.X_FORWARDED_FOR));
  }

  private static AddressRange range(JsonValue value) {
    var range =
        value instanceof JsonText(var text)
            ? AddressRange.parse(text).filter(each -> each.bits() > 0)
            : Optional.<AddressRange>empty();
    return range.orElseThrow(() ->
        Config.bad(
            ConfigKey.TRUSTED_PROXIES,
            "must be a list of addresses or ranges such as 10.0.0.0/8, and none of everything, not"
                + " %s",
            Quoted.text(Json.text(value))));
  }

  private static ForwardedHeader header(String text) {
    return Arrays.stream(ForwardedHeader.values())
        .filter(header -> header.title().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() ->
            Config.bad(
                ConfigKey.FORWARDED_HEADER,
                "must be X-Forwarded-For (the default) or Forwarded, not %s",
                Quoted.text(text)));
  }
}
