package dev.imprimatur.pages;

import gg.jte.Content;
import gg.jte.TemplateOutput;

/**
 * HTML that has passed the {@link Sanitizer}; only that makes it. It writes itself into a page, so
 * that no template ever has to say of a text that it is safe.
 */
record SafeHtml(String html) implements Content {

  @Override
  public void writeTo(TemplateOutput output) {
    output.writeContent(html);
  }

  @Override
  public boolean isEmptyContent() {
    return html.isBlank();
  }
}
