package dev.imprimatur.qr;

import dev.imprimatur.secret.Secret;
import io.nayuki.qrcodegen.QrCode;

/**
 * A QR code as a drawing.
 *
 * @param side its width and height in modules, with the margin that cameras need
 * @param path the dark modules, as the {@code d} of a path of SVG; it says what the code says, so
 *     it is a secret if that is one
 */
public record QrSquare(int side, Secret path) {
  /** The light modules around a code (ISO/IEC 18004, section 5.3.8). */
  private static final int MARGIN = 4;

  public static QrSquare of(Secret text) {
    var code = QrCode.encodeText(text.reveal(), QrCode.Ecc.MEDIUM);
    var path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        if (code.getModule(x, y)) {
          path.append('M').append(x + MARGIN).append(' ').append(y + MARGIN).append("h1v1h-1z");
        }
      }
    }
    return new QrSquare(code.size + 2 * MARGIN, Secret.of(path.toString()));
  }
}
