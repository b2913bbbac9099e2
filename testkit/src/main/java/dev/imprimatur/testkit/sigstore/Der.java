package dev.imprimatur.testkit.sigstore;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A writer of ASN.1 in its distinguished form (X.690, section 10), as far as certificates need it.
 */
final class Der {
  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter GENERALIZED_TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Instant GENERALIZED_SINCE = Instant.parse("2050-01-01T00:00:00Z");

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return element(0x30, joined(parts));
  }

  static byte[] set(byte[]... parts) {
    return element(0x31, joined(parts));
  }

  /** Tags explicitly, in a context. */
  static byte[] tagged(int number, byte[]... parts) {
    return element(0xa0 | number, joined(parts));
  }

  /** Tags something that is not put together implicitly, in a context. */
  static byte[] taggedInstead(int number, byte[] content) {
    return element(0x80 | number, content);
  }

  static byte[] integer(long value) {
    return integer(BigInteger.valueOf(value));
  }

  static byte[] integer(BigInteger value) {
    return element(0x02, value.toByteArray());
  }

  static byte[] yes() {
    return element(0x01, new byte[] {(byte) 0xff});
  }

  static byte[] nothing() {
    return element(0x05, new byte[0]);
  }

  static byte[] octets(byte[] content) {
    return element(0x04, content);
  }

  /** Writes whole octets as a string of bits. */
  static byte[] bits(byte[] content) {
    return element(0x03, joined(new byte[] {0}, content));
  }

  /** Writes a few named bits in one octet, of which the last ones are not meant. */
  static byte[] flags(int octet) {
    var unused = Integer.numberOfTrailingZeros(octet);
    return element(0x03, new byte[] {(byte) unused, (byte) octet});
  }

  static byte[] text(String text) {
    return element(0x0c, text.getBytes(UTF_8));
  }

  /** Writes an object identifier that is given in its usual form with dots. */
  static byte[] oid(String dotted) {
    var arcs = dotted.split("\\.", -1);
    var content = new ByteArrayOutputStream();
    content.write(40 * Integer.parseInt(arcs[0]) + Integer.parseInt(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      writeArc(content, Long.parseLong(arcs[i]));
    }
    return element(0x06, content.toByteArray());
  }

  /** Writes a time in seconds, in the form that its year requires (RFC 5280, section 4.1.2.5). */
  static byte[] time(Instant time) {
    return time.isBefore(GENERALIZED_SINCE)
        ? element(0x17, UTC_TIME.format(time).getBytes(US_ASCII))
        : generalizedTime(time);
  }

  static byte[] generalizedTime(Instant time) {
    return element(0x18, GENERALIZED_TIME.format(time).getBytes(US_ASCII));
  }

  static byte[] joined(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (var part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static void writeArc(ByteArrayOutputStream content, long arc) {
    var groups = Math.max(1, (64 - Long.numberOfLeadingZeros(arc) + 6) / 7);
    for (int group = groups - 1; group > 0; group--) {
      content.write(((int) (arc >>> (7 * group)) & 0x7f) | 0x80);
    }
    content.write((int) arc & 0x7f);
  }

  private static byte[] element(int tag, byte[] content) {
    var all = new ByteArrayOutputStream();
    all.write(tag);
    if (content.length < 0x80) {
      all.write(content.length);
    } else {
      var length = BigInteger.valueOf(content.length).toByteArray();
      var skipped = length[0] == 0 ? 1 : 0;
      all.write(0x80 | (length.length - skipped));
      all.write(length, skipped, length.length - skipped);
    }
    all.writeBytes(content);
    return all.toByteArray();
  }
}
