package dev.imprimatur.testkit;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A running job, as the programs in it see it.
 *
 * @param environment the variables that its CI system sets; they say the same as its claims
 */
public record FakeJob(Map<String, String> environment) {

  public FakeJob {
    environment = Collections.unmodifiableMap(new TreeMap<>(environment));
  }

  /** Returns this job with variables that let it ask for tokens there. */
  FakeJob mayAskForTokens(String requestUrl, String requestToken) {
    return with("ACTIONS_ID_TOKEN_REQUEST_URL", requestUrl)
        .with("ACTIONS_ID_TOKEN_REQUEST_TOKEN", requestToken);
  }

  /** Returns this job with one more variable, or with another value in it. */
  public FakeJob with(String variable, String value) {
    var more = new TreeMap<>(environment);
    more.put(variable, value);
    return new FakeJob(more);
  }
}
