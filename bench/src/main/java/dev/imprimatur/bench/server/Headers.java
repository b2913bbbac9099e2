package dev.imprimatur.bench.server;

import java.util.LinkedHashMap;
import java.util.Map;

/** Request headers as npm sends them. */
public final class Headers {
  public static final String ABBREVIATED_TYPE = "application/vnd.npm.install-v1+json";

  public static final Map<String, String> FULL = Map.of("Accept", "application/json");
  public static final Map<String, String> ABBREVIATED =
      Map.of("Accept", ABBREVIATED_TYPE + "; q=1.0, application/json; q=0.8, */*");
  public static final Map<String, String> ANY = Map.of("Accept", "*/*");

  private Headers() {}

  public static Map<String, String> bearer(String token) {
    return with(ANY, "Authorization", "Bearer " + token);
  }

  public static Map<String, String> json(Map<String, String> headers) {
    return with(headers, "Content-Type", "application/json");
  }

  public static Map<String, String> gzipped(Map<String, String> headers) {
    return with(headers, "Accept-Encoding", "gzip,deflate");
  }

  public static Map<String, String> with(Map<String, String> headers, String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return more;
  }
}
