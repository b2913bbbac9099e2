package dev.imprimatur.signatures;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.SigningProblem;
import dev.imprimatur.secret.OwnFiles;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file with the key in PEM (RFC 7468, section 10).
 *
 * <p>A new key first gets a file beside it, named after it. So whenever a rotation is interrupted,
 * both keys are there, and the database tells which of them is in force.
 */
public record KeyFile(Path file) implements KeyLocation {
  private static final Logger LOG = System.getLogger(KeyFile.class.getName());
  private static final Pattern PEM =
      Pattern.compile(
          "\\s*-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]{1,400})-----END PRIVATE KEY-----\\s*");
  private static final int LINE_COLUMNS = 64;
  private static final int BYTES_MAX = 4096;

  @Override
  public String called() {
    return String.valueOf(file.getFileName());
  }

  @Override
  public Optional<OwnKey> find(KeyId id) {
    return read(apart(id)).or(this::brought).filter(key -> key.id().equals(id));
  }

  @Override
  public Optional<OwnKey> brought() {
    return read(file);
  }

  @Override
  public OwnKey next(SecureRandom random) {
    try {
      var key = P256.drawn(random);
      write(apart(key.id()), P256.pkcs8(key));
      return key;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has the curve P-256", e);
    } catch (IOException e) {
      throw failed("cannot be written", e);
    }
  }

  /** Another process may have done it already. */
  @Override
  public void adopt(OwnKey key) {
    try {
      Files.move(
          apart(key.id()),
          file,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      force(folder());
    } catch (NoSuchFileException e) {
      LOG.log(Level.DEBUG, "The key has its place already");
    } catch (IOException e) {
      throw failed("cannot be written", e);
    }
  }

  @Override
  public void discard(OwnKey key) {
    try {
      Files.deleteIfExists(apart(key.id()));
    } catch (IOException e) {
      throw failed("cannot be written", e);
    }
  }

  private Optional<OwnKey> read(Path place) {
    try {
      if (Files.notExists(place)) {
        return Optional.empty();
      }
      if (Files.size(place) > BYTES_MAX) {
        throw unusable("holds no private key in PEM");
      }
      var pem = PEM.matcher(new String(Files.readAllBytes(place), US_ASCII));
      if (!pem.matches()) {
        throw unusable("holds no private key in PEM");
      }
      return Optional.of(P256.ofPkcs8(Base64.getMimeDecoder().decode(pem.group(1))));
    } catch (IOException e) {
      throw failed("cannot be read", e);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // The exception is dropped, as it may quote bytes of a private key.
      throw unusable("holds another kind of key than one of the curve P-256 with both halves");
    }
  }

  private static void write(Path place, byte[] pkcs8) throws IOException {
    var text = Base64.getMimeEncoder(LINE_COLUMNS, new byte[] {'\n'}).encodeToString(pkcs8);
    var pem = "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n";
    var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var channel = FileChannel.open(place, options, OwnFiles.attributes(place))) {
      var bytes = ByteBuffer.wrap(pem.getBytes(US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    force(Objects.requireNonNull(place.getParent()));
  }

  private static void force(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private Path folder() {
    return Objects.requireNonNull(file.toAbsolutePath().getParent());
  }

  private Path apart(KeyId id) {
    return folder().resolve(called() + "." + id.inFileName());
  }

  private ProblemException failed(String how, IOException e) {
    LOG.log(Level.ERROR, "The file of the signing key " + how, e);
    return unusable(how);
  }

  private ProblemException unusable(String why) {
    return new SigningProblem.SigningKeyUnusable(called(), why).asException();
  }
}
