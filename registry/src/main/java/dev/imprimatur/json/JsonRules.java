package dev.imprimatur.json;

/**
 * What a reader of JSON puts up with. The parser that reads by them is kept for as long as the
 * process lives, so they are constants or follow from what is configured, and never from what is
 * read.
 *
 * @param depthMax objects and arrays inside each other
 * @param charactersMax all names, strings and numbers that are kept, together
 * @param tokensMax names, values and brackets
 * @param valuesMax values that are kept, each of which takes memory however short it is
 * @param duplicates what becomes of a name that an object holds twice
 */
public record JsonRules(
    int depthMax, int charactersMax, long tokensMax, int valuesMax, Duplicates duplicates) {

  /** A name twice in one object: readers disagree about it, and an attacker lives in between. */
  public enum Duplicates {
    REFUSED,
    /** As JavaScript reads it; for documents that only JavaScript's rule gives a meaning. */
    LAST_WINS
  }

  /** For what a program wrote: twice the same name is an attack or a bug. */
  public static JsonRules strict(int depthMax, int charactersMax) {
    return new JsonRules(
        depthMax, charactersMax, charactersMax, Integer.MAX_VALUE, Duplicates.REFUSED);
  }

  /** For a text that is held already, so that its own length limits what it may hold. */
  public static JsonRules held(int depthMax, int tokensMax) {
    return new JsonRules(
        depthMax, Integer.MAX_VALUE, tokensMax, Integer.MAX_VALUE, Duplicates.REFUSED);
  }

  /** For what a person wrote and every client reads with {@code JSON.parse}. */
  public static JsonRules asJavaScript(int depthMax, int charactersMax) {
    return new JsonRules(
        depthMax, charactersMax, charactersMax, Integer.MAX_VALUE, Duplicates.LAST_WINS);
  }

  /** The same for a document of any length, of which no more values than this are kept. */
  public JsonRules keeping(int most) {
    return new JsonRules(depthMax, charactersMax, Long.MAX_VALUE, most, duplicates);
  }
}
