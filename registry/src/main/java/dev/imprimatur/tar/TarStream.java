package dev.imprimatur.tar;

import dev.imprimatur.tar.TarHeader.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * The entries of a tar archive, one after another; for one thread.
 *
 * <p>Whatever two readers could understand differently is refused with {@link
 * MalformedTarException}: npm (node-tar), yarn, pnpm and bun each have a reader of their own, and a
 * file that only one of them sees could be smuggled past a reviewer.
 */
public final class TarStream {
  private static final int BLOCK = TarHeader.BLOCK;

  /** The longest header with names and remarks; node-tar ignores one beyond a mebibyte. */
  private static final int META_BYTES_MAX = 64 * 1024;

  private static final byte[] EMPTY = new byte[BLOCK];

  private final InputStream in;
  private long contentLeft;
  private int padding;

  /**
   * An entry that a package may have.
   *
   * @param alias the name in its own header, where the header before it has another
   */
  public record Entry(String name, boolean isFolder, long bytes, Optional<String> alias) {}

  public TarStream(InputStream in) {
    this.in = in;
  }

  /** Moves to the next entry, past what was not read of the last one. */
  public Optional<Entry> next() throws IOException {
    Optional<PaxRecords> named = Optional.empty();
    for (var header = header(); header.isPresent(); header = header()) {
      var kind = header.get().kind();
      if (kind == Kind.FILE || kind == Kind.FOLDER) {
        return Optional.of(entry(header.get(), named.orElse(PaxRecords.NONE)));
      }
      if (named.isPresent()) {
        throw new MalformedTarException("more than one header in it names the same entry");
      }
      var body = content(META_BYTES_MAX + 1);
      if (body.length > META_BYTES_MAX) {
        throw new MalformedTarException("a name or an extended header in it is too long");
      }
      if (kind == Kind.EXTENDED_FOR_ALL) {
        PaxRecords.read(body).requireNothingForAll();
      } else {
        named = Optional.of(kind == Kind.EXTENDED ? PaxRecords.read(body) : longName(body));
      }
    }
    if (named.isPresent()) {
      throw new MalformedTarException("a header at its end names an entry that is not there");
    }
    return Optional.empty();
  }

  /** Reads the content of the current entry, or its first bytes. */
  public byte[] content(int bytesMax) throws IOException {
    int wanted = (int) Math.min(bytesMax, contentLeft);
    var content = in.readNBytes(wanted);
    if (content.length < wanted) {
      throw cutOff();
    }
    contentLeft -= wanted;
    return content;
  }

  private Optional<TarHeader> header() throws IOException {
    skip(contentLeft + padding);
    contentLeft = 0;
    padding = 0;
    var block = block();
    if (isEmpty(block, block.length)) {
      requireNothingMore();
      return Optional.empty();
    }
    var header = TarHeader.read(block);
    contentLeft = header.bytes();
    padding = (int) ((BLOCK - header.bytes() % BLOCK) % BLOCK);
    return Optional.of(header);
  }

  /**
   * Reads the next block, or nothing at the end; pnpm's reader fails at half a block, even if it is
   * empty.
   */
  private byte[] block() throws IOException {
    var block = in.readNBytes(BLOCK);
    if (block.length % BLOCK != 0) {
      throw cutOff();
    }
    return block;
  }

  private static Entry entry(TarHeader header, PaxRecords named) {
    var path = named.path();
    var name = path.orElse(header.name());
    if (named.size().orElse(header.bytes()) != header.bytes()) {
      throw new MalformedTarException(name, "has two sizes");
    }
    if (name.indexOf('\uFFFD') >= 0) {
      throw TarHeader.notUtf8(name);
    }
    boolean isFolder = header.kind() == Kind.FOLDER;
    // Readers differ in which of its two names decides whether it is a folder.
    if (path.isPresent() && !isFolder && name.endsWith("/")) {
      throw new MalformedTarException(name, "is a folder by its name alone");
    }
    return new Entry(
        name, isFolder, header.bytes(), path.map(_ -> header.name()).filter(a -> !a.equals(name)));
  }

  /**
   * Reads a name that GNU tar could not fit into the header: text, a NUL, and nothing behind it.
   */
  private static PaxRecords longName(byte[] body) {
    int end = body.length;
    while (end > 0 && body[end - 1] == 0) {
      end--;
    }
    var name = TarHeader.utf8(body, 0, end);
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new MalformedTarException("a long name in it is damaged");
    }
    return new PaxRecords(Optional.of(name), Optional.empty());
  }

  /**
   * Refuses anything behind the end, as some readers read on there, and would see a file that
   * others do not.
   */
  private void requireNothingMore() throws IOException {
    for (var more = block(); more.length > 0; more = block()) {
      if (!isEmpty(more, more.length)) {
        throw new MalformedTarException("something follows the end of the archive");
      }
    }
  }

  private void skip(long bytes) throws IOException {
    var buffer = new byte[8192];
    for (long left = bytes; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw cutOff();
      }
      left -= read;
    }
  }

  private static boolean isEmpty(byte[] bytes, int length) {
    return Arrays.mismatch(bytes, 0, length, EMPTY, 0, length) < 0;
  }

  private static MalformedTarException cutOff() {
    return new MalformedTarException("it ends in the middle of an entry or a block");
  }
}
