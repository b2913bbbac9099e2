package dev.imprimatur.bench.dear;

import java.net.http.HttpRequest;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests that cost a registry as much as its limits allow, sent one after the other and then from
 * the beginning again.
 */
record DearInput(List<HttpRequest> requests, AtomicInteger turns) {
  DearInput {
    requests = List.copyOf(requests);
  }

  static DearInput of(List<HttpRequest> requests) {
    return new DearInput(requests, new AtomicInteger());
  }

  HttpRequest next() {
    return requests.get(Math.floorMod(turns.getAndIncrement(), requests.size()));
  }
}
