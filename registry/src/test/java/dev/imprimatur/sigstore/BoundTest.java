package dev.imprimatur.sigstore;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import dev.imprimatur.bundle.Bytes;
import dev.imprimatur.bundle.Der;
import dev.imprimatur.bundle.Refusal;
import dev.imprimatur.bundle.Statement;
import dev.imprimatur.sigstore.Fixtures.Fixture;
import dev.imprimatur.sigstore.Verification.Refused;
import dev.imprimatur.sigstore.Verification.Verified;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is in a bundle, refusing it takes memory in proportion to its size, and leaves none. */
@Isolated("counts parsers in the heap of the process")
class BoundTest {
  /** As large as a bundle may come (Limits). */
  private static final int SIZE = 1 << 20;

  /**
   * What a character of a bundle may cost, in bytes, from its text to the refusal, all that is
   * freed on the way included. A character of base64 in base64 costs 11, as it is copied and
   * decoded; a list of empty objects costs 65 where nobody counts before building.
   */
  private static final int BYTES_PER_CHARACTER_MAX = 16;

  private static final Fixture GOOD = Fixtures.of("private-instance/github-valid.json");
  private static final String MATERIAL = "verificationMaterial.";
  private static final String ENTRY = MATERIAL + "tlogEntries.0.";
  private static final String CHECKPOINT = ENTRY + "inclusionProof.checkpoint.envelope";
  private static final String CERTIFICATE = MATERIAL + "certificate.rawBytes";
  private static final String TIMESTAMPS = MATERIAL + "timestampVerificationData.rfc3161Timestamps";
  private static final String PARSER = "tools.jackson.core.json.JsonFactory";
  private static final int DEPTH = 4000;

  /** The least that takes three groups of seven bits. */
  private static final int ARC_MIN = 1 << 14;

  /** With a place for timestamps. */
  private static final String GOOD_WITH_TIMESTAMP =
      GOOD.bundle()
          .replace(
              "\"tlogEntries\"",
              "\"timestampVerificationData\":{\"rfc3161Timestamps\":[]},\"tlogEntries\"");

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Stream<Arguments> hostile() {
    return Stream.of(
        named("lists in lists", "[".repeat(SIZE)),
        named("objects in objects", "{\"a\":".repeat(SIZE / 5)),
        named("a list of numbers", "{\"a\":[" + "0,".repeat(SIZE / 2) + "0]}"),
        named("names", "{" + counted("\"%07d\":0", SIZE / 12) + "}"),
        named("names of one hash", "{" + colliding() + "}"),
        named("a number", "{\"a\":" + "9".repeat(SIZE) + "}"),
        named("a large exponent", "{\"a\":1e" + "9".repeat(SIZE) + "}"),
        value("entries", MATERIAL + "tlogEntries", list("{}")),
        value("certificates", MATERIAL + "certificate", list("{}")),
        value("timestamps", TIMESTAMPS, list("{}")),
        value("hashes", ENTRY + "inclusionProof.hashes", list("\"\"")),
        value("signatures", "dsseEnvelope.signatures", list("{}")),
        value("digits", ENTRY + "inclusionProof.treeSize", "9".repeat(SIZE)),
        text("digits in a text", ENTRY + "inclusionProof.treeSize", "9".repeat(SIZE)),
        text("a media type", "mediaType", "A".repeat(SIZE)),
        text("a payload", "dsseEnvelope.payload", "A".repeat(SIZE)),
        text("a signature", "dsseEnvelope.signatures.0.sig", "A".repeat(SIZE)),
        text("a body", ENTRY + "canonicalizedBody", base64("{\"a\":".repeat(SIZE / 7))),
        text("lists in a body", ENTRY + "canonicalizedBody", base64(emptyObjects(SIZE * 3 / 4))),
        value("an identifier", TIMESTAMPS, stamps(identifier(SIZE * 3 / 4))),
        value("identifiers", TIMESTAMPS, stamps(identifier(100), 1000)),
        text("lines of a checkpoint", CHECKPOINT, "a\n".repeat(SIZE / 2)),
        text("ends of a checkpoint", CHECKPOINT, "\n".repeat(SIZE)),
        text("a certificate", CERTIFICATE, "A".repeat(SIZE)),
        text("a length", CERTIFICATE, der(0x30, 0x84, 0x7f, 0xff, 0xff, 0xff)),
        text("the largest length", CERTIFICATE, der(0x30, 0x83, 0xff, 0xff, 0xff)),
        text("sequences in sequences", CERTIFICATE, nested()),
        text("extensions", CERTIFICATE, crowded()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void whatIsHugeIsRefusedForLittle(String what, String bundle) {
    var verifier = GOOD.verifier();
    // What is loaded and set up once counts for nothing.
    verifier.verify(GOOD.bundle());
    assertThat(verifier.verify(bundle)).as(what).isInstanceOf(Refused.class);

    long allocated = allocated(() -> verifier.verify(bundle));

    assertThat(allocated / bundle.length()).as(what).isLessThan(BYTES_PER_CHARACTER_MAX);
  }

  /** It is read last: only who holds a good key gets so far. */
  @Test
  void aHugeStatementIsRefusedForLittleAlthoughItIsSigned() {
    var payload = Bytes.ofUtf8(emptyObjects(SIZE));
    assertThatExceptionOfType(Refusal.class).isThrownBy(() -> Statement.read(payload));
    long allocated =
        allocated(() ->
            assertThatExceptionOfType(Refusal.class).isThrownBy(() -> Statement.read(payload)));
    assertThat(allocated / SIZE).isLessThan(BYTES_PER_CHARACTER_MAX);
  }

  /** The JDK takes ten times its size to read one, and keeps hundreds. */
  @Test
  void aLargeCertificateIsNotEvenRead() {
    assertThat(GOOD.verifier().verify(BundleEdits.with(GOOD.bundle(), CERTIFICATE, crowded())))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.why()).contains("larger than 16 KiB"));
  }

  /**
   * A parser is made for each set of rules and kept; once, the length of a text was such a rule.
   */
  @Test
  void bundlesOfManyLengthsLeaveNothingBehind() throws JMException {
    var verifier = GOOD.verifier();
    verifier.verify(GOOD.bundle());
    long before = parsers();
    for (int more = 1; more <= 100; more++) {
      assertThat(verifier.verify(GOOD.bundle() + " ".repeat(more))).isInstanceOf(Verified.class);
    }
    assertThat(before).isPositive();
    assertThat(parsers() - before).isLessThan(10);
  }

  /** How many the process holds. */
  private static long parsers() throws JMException {
    var histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    return histogram
        .lines()
        .map(line -> List.of(line.strip().split("\\s+", -1)))
        .filter(line -> line.size() > 3 && line.get(3).equals(PARSER))
        .mapToLong(line -> Long.parseLong(line.get(1)))
        .sum();
  }

  private static long allocated(Runnable work) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    work.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static Arguments named(String what, String bundle) {
    return Arguments.of(what, bundle);
  }

  private static Arguments text(String what, String path, String text) {
    return named(what, BundleEdits.with(GOOD.bundle(), path, text));
  }

  /** Puts a value in the place of another, whatever either is. */
  private static Arguments value(String what, String path, String json) {
    var marked = BundleEdits.with(GOOD_WITH_TIMESTAMP, path, "HERE");
    return named(what, marked.replace("\"HERE\"", json));
  }

  private static String list(String item) {
    return "[" + (item + ",").repeat(SIZE / (item.length() + 1)) + item + "]";
  }

  private static String counted(String pattern, int count) {
    return IntStream.range(0, count).mapToObj(pattern::formatted).collect(Collectors.joining(","));
  }

  private static String emptyObjects(int size) {
    return "{\"a\":" + "[" + "{},".repeat(size / 3) + "{}]}";
  }

  /** Of many multipliers the usual ones are 31 and 33; two letters of the latter sum alike. */
  private static String colliding() {
    return IntStream.range(0, 1 << 14)
        .mapToObj(number ->
            "\"%14s\":0"
                .formatted(Integer.toBinaryString(number))
                .replace(" ", "0")
                .replace("0", "ab")
                .replace("1", "bA"))
        .collect(Collectors.joining(","));
  }

  private static String stamps(Bytes identifier) {
    return stamps(identifier, 1);
  }

  /** A timestamp of a kind that this identifies, with so many digests. */
  private static String stamps(Bytes identifier, int digests) {
    var granted = Der.write(Der.SEQUENCE, Der.write(Der.INTEGER, Bytes.ofNumber(0, 1)));
    var all = new Bytes[digests];
    Arrays.fill(all, identifier);
    var stamp =
        Der.write(Der.SEQUENCE, Bytes.concat(granted, Der.write(Der.SEQUENCE, Bytes.concat(all))));
    return "[{\"signedTimestamp\":\"%s\"}]".formatted(stamp.base64());
  }

  private static Bytes identifier(int length) {
    var arcs = new byte[length];
    Arrays.fill(arcs, (byte) 1);
    return Der.write(Der.OBJECT_ID, Bytes.of(arcs));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(US_ASCII));
  }

  private static String der(int... octets) {
    var bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** As deep as its length allows. */
  private static String nested() {
    var inner = Bytes.NONE;
    for (int depth = 0; depth < DEPTH; depth++) {
      inner = Der.write(Der.SEQUENCE, inner);
    }
    return inner.base64();
  }

  /** The good certificate with its first extension many times more. */
  private static String crowded() {
    var certificate =
        Bytes.ofBase64(BundleEdits.text(GOOD.bundle(), CERTIFICATE).orElseThrow(), "");
    var fields = Der.read(certificate).children();
    var body = new ArrayList<Bytes>();
    for (var field : fields.getFirst().children()) {
      body.add(field.tag() == Der.context(3) ? crowded(field) : field.encoded());
    }
    return Der.write(
            Der.SEQUENCE,
            Bytes.concat(
                Der.write(Der.SEQUENCE, Bytes.concat(body.toArray(Bytes[]::new))),
                fields.get(1).encoded(),
                fields.get(2).encoded()))
        .base64();
  }

  /** Each with a number of its own, as the JDK refuses the same one twice. */
  private static Bytes crowded(Der extensions) {
    var all = new ArrayList<Bytes>();
    all.add(Der.read(extensions.content()).content());
    for (int number = ARC_MIN; number < ARC_MIN + SIZE / 16; number++) {
      var id = Bytes.concat(Bytes.ofNumber(0x2b, 1), arc(number));
      var named = Der.write(Der.OBJECT_ID, id);
      all.add(
          Der.write(Der.SEQUENCE, Bytes.concat(named, Der.write(Der.OCTET_STRING, Bytes.NONE))));
    }
    return Der.write(
        extensions.tag(), Der.write(Der.SEQUENCE, Bytes.concat(all.toArray(Bytes[]::new))));
  }

  /** In three groups of seven bits, of which only the last has no mark (X.690, section 8.19). */
  private static Bytes arc(int number) {
    int high = 0x80 | (number >> 14);
    int middle = 0x80 | ((number >> 7) & 0x7f);
    return Bytes.ofNumber(((long) high << 16) | (middle << 8) | (number & 0x7f), 3);
  }
}
