package dev.imprimatur.bench;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Makes loads of one request, sent again and again. */
interface ReadLoad {
  Load of(URI address, Map<String, String> headers, Duration duration);
}
