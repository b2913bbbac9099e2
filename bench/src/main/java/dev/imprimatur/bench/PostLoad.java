package dev.imprimatur.bench;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;

/** Makes the load that posts each of some requests once. */
interface PostLoad {
  Load of(Duration duration, List<HttpRequest> requests) throws IOException;
}
