package dev.imprimatur.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** An HTTP client that follows redirects, as a careless one does. */
final class Visitor implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build();

  HttpResponse<String> get(String address) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String address, String bearer) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(address));
    return http.send(
        request.header("authorization", "Bearer " + bearer).build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
