package dev.imprimatur.pages;

import dev.imprimatur.npm.Readme;
import java.util.List;
import java.util.Locale;
import org.commonmark.Extension;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Document;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * The conversion of Markdown (CommonMark, with GitHub's tables, strikethrough and bare links) to
 * HTML.
 */
final class Markdown {
  /**
   * The deepest nesting, which nobody needs; without it, some kilobytes of {@code >} would exhaust
   * the stack.
   */
  private static final int NESTING_MAX = 32;

  /**
   * The most cells; nobody reads a longer table on a page, and some kilobytes could become
   * megabytes of it.
   */
  private static final int CELLS_MAX = 20_000;

  private static final List<Extension> GITHUB =
      List.of(
          TablesExtension.create(), StrikethroughExtension.create(), AutolinkExtension.create());
  private static final Parser PARSER =
      Parser.builder()
          .extensions(GITHUB)
          .maxOpenBlockParsers(NESTING_MAX)
          .maxInlineNesting(NESTING_MAX)
          .build();
  private static final HtmlRenderer RENDERER = HtmlRenderer.builder().extensions(GITHUB).build();

  private Markdown() {}

  static SafeHtml html(String markdown) {
    return html(PARSER.parse(markdown));
  }

  /**
   * Converts a README, whose author may be anybody; it is shown as plain text if it is not named as
   * Markdown, or if its tables are too large.
   */
  static SafeHtml html(Readme readme) {
    var text = InlineText.withoutTurns(readme.text());
    return readme.file().toLowerCase(Locale.ROOT).endsWith(".txt") || Tables.cells(text) > CELLS_MAX
        ? html(verbatim(text))
        : html(text);
  }

  private static SafeHtml html(Node document) {
    return Sanitizer.clean(RENDERER.render(document));
  }

  private static Node verbatim(String text) {
    var block = new FencedCodeBlock();
    block.setLiteral(text);
    var document = new Document();
    document.appendChild(block);
    return document;
  }
}
