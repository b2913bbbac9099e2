package dev.imprimatur.outbox;

import dev.imprimatur.npm.PackageName;

/** The scope of a webhook: what it hears about. */
public sealed interface WebhookScope {

  /** Everything that happens in the registry. */
  record Everything() implements WebhookScope {}

  /** One package, which need not exist any more. */
  record OfPackage(PackageName name) implements WebhookScope {}

  /** Every package of an organization, and every one in its scopes; without an at sign. */
  record OfOrganization(String name) implements WebhookScope {}

  /**
   * Writes each as its own text: {@code *}, {@code rocket}, {@code @acme/rocket}, {@code @acme}.
   */
  default String text() {
    return switch (this) {
      case Everything _ -> "*";
      case OfPackage(var name) -> name.value();
      case OfOrganization(var name) -> "@" + name;
    };
  }

  /** Parses what {@link #text} wrote. */
  static WebhookScope of(String text) {
    if (text.equals("*")) {
      return new Everything();
    }
    return text.startsWith("@") && !text.contains("/")
        ? new OfOrganization(text.substring(1))
        : new OfPackage(new PackageName(text));
  }
}
