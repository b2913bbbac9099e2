package dev.imprimatur.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.addresses.AddressRange;
import dev.imprimatur.addresses.TrustedProxies.ForwardedHeader;
import dev.imprimatur.limits.Quota;
import dev.imprimatur.limits.Quotas;
import dev.imprimatur.limits.Quotas.Rate;
import dev.imprimatur.limits.TokenLimits;
import dev.imprimatur.limits.TokenLimits.Lifetime;
import dev.imprimatur.providers.Providers;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The settings about clients: whose word is taken for where they are, and how much they may ask.
 */
final class ClientsConfigTest {
  private static Config config(String... variables) {
    var environment = new HashMap<String, String>();
    for (int i = 0; i < variables.length; i += 2) {
      environment.put("IMPRIMATUR_" + variables[i], variables[i + 1]);
    }
    return Config.of(RawConfig.read(environment, Map.of()), Providers.usual());
  }

  @Test
  void byDefaultNobodyIsTrusted() {
    assertThat(config().proxies().ranges()).isEmpty();
    assertThat(config().quotas()).isEqualTo(Quotas.standard());
  }

  @Test
  void proxiesAreAddressesAndRanges() {
    var proxies = config("TRUSTED_PROXIES", "[10.0.0.0/8, '::1']").proxies();
    assertThat(proxies.ranges())
        .extracting(AddressRange::toString)
        .containsExactly("10.0.0.0/8", "0:0:0:0:0:0:0:1/128");
    assertThat(proxies.header()).isEqualTo(ForwardedHeader.X_FORWARDED_FOR);
    assertThat(
            config("TRUSTED_PROXIES", "[10.0.0.1]", "FORWARDED_HEADER", "forwarded")
                .proxies()
                .header())
        .isEqualTo(ForwardedHeader.FORWARDED);
  }

  @Test
  void quotasAreSetOneByOne() {
    var limits =
        config("LIMITS", "{publish: {perAccount: 50}, search: off, trust: {perAddress: off}}")
            .limits();
    var quotas = limits.budgets().quotas();
    var standard = Quotas.standard();
    assertThat(quotas.of(Quota.PUBLISH))
        .isEqualTo(new Rate(standard.of(Quota.PUBLISH).perAddress(), 50));
    assertThat(quotas.of(Quota.SEARCH)).isEqualTo(new Rate(Rate.UNLIMITED, Rate.UNLIMITED));
    assertThat(quotas.of(Quota.TRUST))
        .isEqualTo(new Rate(Rate.UNLIMITED, standard.of(Quota.TRUST).perAccount()));
    assertThat(quotas.of(Quota.SIGN_IN)).isEqualTo(standard.of(Quota.SIGN_IN));
  }

  @Test
  void tokensLastAsLongAsTheOperatorSays() {
    assertThat(config().limits().people().tokens()).isEqualTo(TokenLimits.standard());
    var tokens = config("TOKENS", "{writeDaysMax: 5, perPerson: 3}").limits().people().tokens();
    assertThat(tokens.writing()).isEqualTo(new Lifetime(5, 5));
    assertThat(tokens.reading()).isEqualTo(TokenLimits.standard().reading());
    assertThat(tokens.perPersonMax()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TRUSTED_PROXIES | 10.0.0.1 | must be a list",
        "TRUSTED_PROXIES | [proxy.acme.example] | must be a list of addresses or ranges",
        "TRUSTED_PROXIES | [0.0.0.0/0] | none of everything",
        "TRUSTED_PROXIES | ['::/0'] | none of everything",
        "TRUSTED_PROXIES | [10.0.0.0/33] | not",
        "FORWARDED_HEADER | forwarded | means nothing without",
        "TOKENS | [] | must hold writeDays",
        "TOKENS | {writeDay: 5} | the nearest is \"writeDays\"",
        "TOKENS | {writeDays: 91} | needs a writeDays from 1 to 90, not 91",
        "TOKENS | {readDaysMax: 0} | needs a readDaysMax",
        "TOKENS | {perPerson: many} | needs a perPerson",
        "LIMITS | [] | must say how many",
        "LIMITS | {publsh: off} | the nearest is \"publish\"",
        "LIMITS | {publish: 5} | must say how many",
        "LIMITS | {publish: {perMinute: 5}} | has nothing called",
        "LIMITS | {publish: {perAddress: 0}} | counts requests",
        "LIMITS | {publish: {perAddress: -1}} | counts requests",
        "LIMITS | {publish: {perAddress: 1.5}} | counts requests",
        "LIMITS | {publish: {perAddress: many}} | counts requests",
        "LIMITS | {publish: {perAddress: 99999999999}} | counts requests",
      })
  void whatMeansNothingIsRefused(String key, String value, String words) {
    assertThatThrownBy(() -> config(key, value))
        .isInstanceOf(BadConfigException.class)
        .hasMessageContaining(words);
  }

  @Test
  void anUnknownHeaderIsRefused() {
    assertThatThrownBy(
            () -> config("TRUSTED_PROXIES", "[10.0.0.1]", "FORWARDED_HEADER", "X-Real-IP"))
        .hasMessageContaining("must be X-Forwarded-For (the default) or Forwarded");
  }
}
