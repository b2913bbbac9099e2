package dev.imprimatur.addresses;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses, ranges and networks, and what only looks like them. */
final class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "2001:DB8::1, 2001:db8:0:0:0:0:0:1",
    "::, 0:0:0:0:0:0:0:0",
    "::ffff:192.0.2.1, 192.0.2.1",
  })
  void anAddressIsRead(String text, String address) {
    assertThat(AddressText.parse(text).map(InetAddress::getHostAddress)).contains(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "10.1",
        "10.0.1",
        "010.0.0.1",
        "10.0.0.256",
        "10.0.0.1.",
        "0x7f.0.0.1",
        "10.0.0.1 ",
        "localhost",
        "example.com",
        ":",
        ":::",
        "1:2:3",
        "2001:db8::1::2",
        "2001:db8::g",
        "fe80::1%eth0",
        "[::1]",
        "1.2.3.4:80",
        "１.2.3.4",
      })
  void whatIsNoneIsNotRead(String text) {
    assertThat(AddressText.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "192.0.2.1:4711, 192.0.2.1",
    "[2001:db8::1], 2001:db8:0:0:0:0:0:1",
    "[2001:db8::1]:4711, 2001:db8:0:0:0:0:0:1",
    "fe80::1%eth0, fe80:0:0:0:0:0:0:1",
    "[fe80::1%25eth0]:80, fe80:0:0:0:0:0:0:1",
    "[::ffff:10.0.0.1]:80, 10.0.0.1",
  })
  void aProxyWritesMore(String text, String address) {
    assertThat(AddressText.parseOfProxy(text).map(InetAddress::getHostAddress)).contains(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown",
        "_hidden",
        "10.0.0.1:",
        "10.0.0.1:x",
        "10.0.0.1:123456",
        "[::1",
        "%eth0",
        "[]",
        "[]:1"
      })
  void aProxyMayWriteNoAddress(String text) {
    assertThat(AddressText.parseOfProxy(text)).isEmpty();
    assertThat(AddressText.parseOfProxy(text.repeat(10_000))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.9.8.7/8, 10.0.0.1, true",
    "192.168.1.128/25, 192.168.1.127, false",
    "192.168.1.128/25, 192.168.1.129, true",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::/0, 2001:db8::1, true",
    "::/0, 10.0.0.1, false",
    "::1/128, ::1, true",
  })
  void aRangeHasItsAddresses(String range, String address, boolean contains) {
    var its = AddressRange.parse(range).orElseThrow();
    assertThat(its.contains(InetAddress.ofLiteral(address))).isEqualTo(contains);
    assertThat(AddressRange.parse(its.toString())).contains(its);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "10.0.0.0/8/8",
        "10/8",
        "::/129",
        "::ffff:10.0.0.0/104",
        "10.0.0.0/ 8",
        "any"
      })
  void whatIsNoRangeIsNotRead(String text) {
    assertThat(AddressRange.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.2, false",
    "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
    "2001:db8:1:2::1, 2001:db8:1:3::1, false",
    "[2001:db8:1:2::1], 2001:db8:1:2::2%eth0, true",
    "nonsense, nonsense, true",
  })
  void aNetworkIsOfOneClient(String one, String other, boolean same) {
    assertThat(Network.of(one).equals(Network.of(other))).isEqualTo(same);
  }
}
