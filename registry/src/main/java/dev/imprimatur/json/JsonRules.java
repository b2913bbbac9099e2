package dev.imprimatur.json;

/**
 * The rules of what a reader of JSON accepts. The parser for each is kept for as long as the
 * process lives, so they are constants or follow from the configuration, and never from what is
 * read.
 *
 * @param depthMax objects and arrays inside each other
 * @param charactersMax all names, strings and numbers that are kept, together
 * @param tokensMax names, values and brackets
 * @param valuesMax values that are kept, each of which takes memory however short it is
 * @param duplicates the treatment of a name that an object holds twice
 */
public record JsonRules(
    int depthMax, int charactersMax, long tokensMax, int valuesMax, Duplicates duplicates) {

  /**
   * The treatment of a name twice in one object: readers disagree about it, which attackers
   * exploit.
   */
  public enum Duplicates {
    REFUSED,
    /**
     * The last one counts, as in JavaScript; for documents that only JavaScript's rule gives a
     * meaning.
     */
    LAST_WINS
  }

  /** Makes rules for what a program wrote, where the same name twice is an attack or a bug. */
  public static JsonRules strict(int depthMax, int charactersMax) {
    return new JsonRules(
        depthMax, charactersMax, charactersMax, Integer.MAX_VALUE, Duplicates.REFUSED);
  }

  /**
   * Makes rules for a text that is in memory already, so that its own length limits what it may
   * hold.
   */
  public static JsonRules held(int depthMax, int tokensMax) {
    return new JsonRules(
        depthMax, Integer.MAX_VALUE, tokensMax, Integer.MAX_VALUE, Duplicates.REFUSED);
  }

  /** Makes rules for what a person wrote and every client reads with {@code JSON.parse}. */
  public static JsonRules asJavaScript(int depthMax, int charactersMax) {
    return new JsonRules(
        depthMax, charactersMax, charactersMax, Integer.MAX_VALUE, Duplicates.LAST_WINS);
  }

  /** Returns the same for a document of any length, of which no more values than this are kept. */
  public JsonRules keeping(int most) {
    return new JsonRules(depthMax, charactersMax, Long.MAX_VALUE, most, duplicates);
  }
}
