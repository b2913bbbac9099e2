package dev.imprimatur.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A camera before the QR code that a page shows, if a decoder (jsQR) could be had. */
final class QrReader {
  private static final int DOTS = 4;

  /** Draws the squares of the picture as a camera sees them, and reads that. */
  private static final String READ =
      """
      (() => {
        const drawn = document.querySelector('svg.qr path');
        const side = drawn.ownerSVGElement.viewBox.baseVal.width;
        const width = side * DOTS;
        const seen = new Uint8ClampedArray(4 * width * width).fill(255);
        for (let y = 0; y < width; y++) {
          for (let x = 0; x < width; x++) {
            if (drawn.isPointInFill(new DOMPoint((x + .5) / DOTS, (y + .5) / DOTS))) {
              seen.fill(0, 4 * (y * width + x), 4 * (y * width + x) + 3);
            }
          }
        }
        return jsQR(seen, width, width)?.data;
      })()\
      """
          .replace("DOTS", Integer.toString(DOTS));

  private QrReader() {}

  /** Read when the first picture is looked at, and only once. */
  private static final class Source {
    static final Optional<String> TEXT = Clients.jsQr().map(Source::read);

    private static String read(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Returns the text in the picture on the page; empty if there is no decoder. */
  static Optional<String> read(RealBrowser browser) {
    Source.TEXT.ifPresent(decoder -> browser.run("(() => { %s })()".formatted(decoder)));
    return Source.TEXT.map(_ -> browser.run(READ));
  }
}
