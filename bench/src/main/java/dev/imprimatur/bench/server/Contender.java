package dev.imprimatur.bench.server;

/** A server that is measured. */
public enum Contender {
  OURS("Imprimatur"),
  NGINX("nginx"),
  VERDACCIO("Verdaccio");

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }
}
