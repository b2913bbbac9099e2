package dev.imprimatur.addresses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.addresses.TrustedProxies.ForwardedHeader;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose word is taken for where a request came from. */
final class TrustedProxiesTest {
  private static TrustedProxies trusting(ForwardedHeader header) {
    var ranges = Stream.of("10.0.0.0/8", "2001:db8:a::/48").map(AddressRange::parse);
    return new TrustedProxies(ranges.map(each -> each.orElseThrow()).toList(), header);
  }

  /** A header that is there several times has bars in between. */
  private static List<String> values(@Nullable String header) {
    return header == null ? List.of() : List.of(header.split("\\|", -1));
  }

  @ParameterizedTest
  @CsvSource({
    // Nobody else is believed.
    "203.0.113.9, 192.0.2.1, 203.0.113.9",
    "[2001:db8:b:0:0:0:0:1], 192.0.2.1, 2001:db8:b:0:0:0:0:1",
    "[0:0:0:0:0:0:0:1%0], 192.0.2.1, 0:0:0:0:0:0:0:1",
    // A proxy says nothing, or one thing.
    "10.0.0.1, , 10.0.0.1",
    "10.0.0.1, 192.0.2.1, 192.0.2.1",
    "[2001:db8:a:0:0:0:0:1], 192.0.2.1, 192.0.2.1",
    "10.0.0.1, 192.0.2.1:4711, 192.0.2.1",
    "10.0.0.1, 2001:db8::1, 2001:db8:0:0:0:0:0:1",
    "10.0.0.1, [2001:db8::1]:443, 2001:db8:0:0:0:0:0:1",
    "10.0.0.1, fe80::1%eth0, fe80:0:0:0:0:0:0:1",
    // What stands further left was written by the client.
    "10.0.0.1, '1.1.1.1, 192.0.2.1', 192.0.2.1",
    "10.0.0.1, '10.0.0.2, 192.0.2.1', 192.0.2.1",
    "10.0.0.1, '1.1.1.1, garbage, 192.0.2.1', 192.0.2.1",
    "10.0.0.1, '1.1.1.1|192.0.2.1', 192.0.2.1",
    "10.0.0.1, '\"1.1.1.1, 192.0.2.1', 192.0.2.1",
    // Behind two proxies.
    "10.0.0.1, '1.1.1.1, 192.0.2.1, 10.0.0.2', 192.0.2.1",
    "10.0.0.1, '192.0.2.1|10.0.0.3, 10.0.0.2', 192.0.2.1",
    "10.0.0.1, '10.0.0.3, 10.0.0.2', 10.0.0.3",
    // A proxy that says nothing readable stands for its clients.
    "10.0.0.1, unknown, 10.0.0.1",
    "10.0.0.1, '1.1.1.1, unknown', 10.0.0.1",
    "10.0.0.1, '1.1.1.1, 010.0.0.5', 10.0.0.1",
    "10.0.0.1, '1.1.1.1, ''', 10.0.0.1",
    "10.0.0.1, 'garbage, 10.0.0.2', 10.0.0.2",
    "10.0.0.1, '1.1.1.1, ,,', 1.1.1.1",
  })
  void theAddressFarthestToTheRightThatIsNoProxysCounts(
      String peer, @Nullable String header, String client) {
    assertThat(trusting(ForwardedHeader.X_FORWARDED_FOR).client(peer, values(header)))
        .isEqualTo(client);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, for=192.0.2.1, 192.0.2.1",
    "10.0.0.1, For=\"192.0.2.1:80\";proto=https;by=10.0.0.1, 192.0.2.1",
    "10.0.0.1, 'proto=http; for=\"[2001:db8::1]:4711\"', 2001:db8:0:0:0:0:0:1",
    "10.0.0.1, 'for=1.1.1.1, for=192.0.2.1', 192.0.2.1",
    "10.0.0.1, 'for=\"1.1.1.1, for=192.0.2.1', 192.0.2.1",
    "10.0.0.1, 'for=1.1.1.1;x=\", for=192.0.2.1', 192.0.2.1",
    "10.0.0.1, 'for=192.0.2.1, for=10.0.0.2', 192.0.2.1",
    "10.0.0.1, 'for=1.1.1.1, for=_hidden', 10.0.0.1",
    "10.0.0.1, 'for=1.1.1.1, for=unknown', 10.0.0.1",
    "10.0.0.1, 'for=1.1.1.1, by=192.0.2.1', 10.0.0.1",
    "10.0.0.1, 192.0.2.1, 10.0.0.1",
    "203.0.113.9, for=192.0.2.1, 203.0.113.9",
  })
  void theStandardsOwnHeaderIsReadInItsPlace(String peer, @Nullable String header, String client) {
    assertThat(trusting(ForwardedHeader.FORWARDED).client(peer, values(header))).isEqualTo(client);
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.1", "203.0.113.9"})
  void whereNobodyIsTrustedNobodyIsBelieved(String peer) {
    assertThat(TrustedProxies.NONE.client(peer, List.of("192.0.2.1"))).isEqualTo(peer);
  }
}
