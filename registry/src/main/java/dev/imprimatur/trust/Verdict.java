package dev.imprimatur.trust;

import dev.imprimatur.json.JsonObject;
import java.util.List;

/** What a rulebook makes of an identity token, for one trusted publisher. */
sealed interface Verdict {

  /**
   * This is the publisher.
   *
   * @param pins the ids of its project, which every later token must have too
   */
  record Accepted(JsonObject pins) implements Verdict {}

  /** Another project. */
  record Stranger() implements Verdict {}

  /**
   * The name and the ids no longer belong together: renamed, transferred, or made anew by somebody
   * else.
   *
   * @param proven whether the ids are the publisher's, and only the name is not
   */
  record Drifted(String why, boolean proven) implements Verdict {}

  /** The right project, but not the right job; for each rule broken, a half sentence. */
  record Refused(List<Reason> reasons) implements Verdict {
    public Refused {
      reasons = List.copyOf(reasons);
    }
  }

  /** A broken rule, and what to say of it. */
  record Reason(String rule, String why) {}
}
