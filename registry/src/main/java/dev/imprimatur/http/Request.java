package dev.imprimatur.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.problem.RequestProblem;
import dev.imprimatur.secret.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpHeader;

/**
 * A request with all that is found out about it on its way. Handled by one thread at a time.
 *
 * <p>Its raw path may hold a token (npm logs out by {@code DELETE /-/user/token/TOKEN}), so it
 * never goes into a log.
 */
public final class Request {
  private static final int JSON_DEPTH_MAX = 50;
  private static final int JSON_VALUES_MAX = 100_000;
  private static final String BEARER = "bearer ";

  private final org.eclipse.jetty.server.Request request;
  private final HttpServer.Parts parts;
  private final UUID id;
  private final String address;
  private final Map<String, String> notes = new LinkedHashMap<>();
  private final List<String> told = new ArrayList<>();
  private Map<String, String> parameters = Map.of();
  private boolean refusalsNoticed;

  Request(org.eclipse.jetty.server.Request request, HttpServer.Parts parts) {
    this.request = request;
    this.parts = parts;
    this.id = parts.ids().next();
    // At once, as nobody knows it any more when the connection is gone.
    this.address = parts.clients().of(request);
  }

  public UUID id() {
    return id;
  }

  public boolean is(Method method) {
    return request.getMethod().equals(method.name())
        || (method == Method.GET && request.getMethod().equals("HEAD"));
  }

  String method() {
    return request.getMethod();
  }

  public String rawPath() {
    return request.getHttpURI().getPath();
  }

  /** The decoded value of a parameter of the path that led here. */
  public String parameter(String name) {
    var value = parameters.get(name);
    if (value == null) {
      throw new IllegalStateException("This path has no parameter " + name);
    }
    return value;
  }

  /** The decoded value of the first parameter of this name behind the question mark. */
  public Optional<String> query(String name) {
    var query = request.getHttpURI().getQuery();
    return Stream.of(query == null ? "" : query)
        .flatMap(text -> Stream.of(text.split("&", -1)))
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> PathPattern.decoded(pair.substring(name.length() + 1)))
        .findFirst();
  }

  /**
   * The same parameter as a browser writes it that sends a form by GET, with a plus for a space.
   */
  public String typed(String name) {
    var query = request.getHttpURI().getQuery();
    return Form.read((query == null ? "" : query).getBytes(UTF_8)).text(name);
  }

  /** The path as it came, with what stands behind the question mark. */
  public String rawPathAndQuery() {
    var query = request.getHttpURI().getQuery();
    return query == null ? rawPath() : rawPath() + "?" + query;
  }

  /** Returns the same parameter as a number. */
  public long number(String name, long otherwise) {
    return query(name)
        .map(text -> {
          if (!text.matches("\\d{1,18}")) {
            throw malformed(name + " is not a number");
          }
          return Long.parseLong(text);
        })
        .orElse(otherwise);
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  /** The token in {@code Authorization: Bearer} (RFC 6750); two such headers are refused. */
  public Optional<Secret> bearer() {
    List<String> values = request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
    if (values.size() > 1) {
      throw malformed("it has several Authorization headers");
    }
    return values.stream()
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(value -> Secret.of(value.substring(BEARER.length())))
        .findFirst();
  }

  /**
   * Returns whether it carries credentials of a kind that no route here takes, such as a password.
   */
  public boolean hasOtherCredentials() {
    return request.getHeaders().contains(HttpHeader.AUTHORIZATION) && bearer().isEmpty();
  }

  /**
   * The address that it came from: the client's, or that of a proxy in front of us that is not
   * trusted.
   */
  public String address() {
    return address;
  }

  public boolean prefersHtml() {
    return Accept.prefersHtml(header("accept").orElse(""));
  }

  public boolean prefers(String mediaType) {
    return Accept.prefers(header("accept").orElse(""), mediaType);
  }

  public boolean takesGzip() {
    return Accept.takes(header("accept-encoding").orElse(""), "gzip");
  }

  /** Returns whether the client has one of these already (RFC 9110, section 13.1.2). */
  public boolean has(String... etags) {
    var known = header("if-none-match").orElse("");
    if (known.isEmpty()) {
      return false;
    }
    for (var etag : etags) {
      if (known.contains(etag)) {
        return true;
      }
    }
    return known.equals("*");
  }

  /** Returns whether its body may have more bytes than this, as far as its headers tell. */
  boolean mayBeLong(int bytes) {
    var headers = request.getHeaders();
    return request.getLength() > bytes
        || headers.contains(HttpHeader.TRANSFER_ENCODING)
        || (request.getLength() > 0 && headers.contains(HttpHeader.CONTENT_ENCODING));
  }

  /** The body as it arrives, decoded if it is gzipped, and at most this long either way. */
  public InputStream body(long bytesMax) throws IOException {
    if (request.getLength() > bytesMax) {
      throw new RequestProblem.BodyTooLarge("A request body", bytesMax).asException();
    }
    var arriving =
        new ArrivingBody(
            org.eclipse.jetty.server.Request.asInputStream(request),
            parts.nanoTime(),
            parts.limits());
    var raw = new BoundedBody(arriving, bytesMax);
    return switch (header("content-encoding").orElse("identity")) {
      case "identity" -> raw;
      case "gzip" -> new BoundedBody(new GZIPInputStream(raw), bytesMax);
      default -> throw malformed("its content-encoding is neither gzip nor identity");
    };
  }

  /** The whole body as JSON. */
  public JsonValue json(int bytesMax) throws IOException {
    try (var body = body(bytesMax)) {
      var rules = JsonRules.strict(JSON_DEPTH_MAX, bytesMax).keeping(JSON_VALUES_MAX);
      var value = Json.read(body.readAllBytes(), rules);
      if (Json.holdsNul(value)) {
        throw malformed("a text in its body holds the character U+0000");
      }
      return value;
    } catch (MalformedJsonException e) {
      throw malformed("its body is not JSON: " + e.why());
    }
  }

  /** The whole body as the fields of a form. */
  public Form form(int bytesMax) throws IOException {
    var type = header("content-type").orElse("").split(";", 2)[0].strip();
    if (!type.equalsIgnoreCase(Form.MEDIA_TYPE)) {
      throw malformed("its body is not a form");
    }
    try (var body = body(bytesMax)) {
      return Form.read(body.readAllBytes());
    }
  }

  /**
   * The cookie of this name (RFC 6265, section 4.2). Of two with one name, one was smuggled in, and
   * nobody knows which; so neither counts.
   */
  public Optional<Secret> cookie(String name) {
    var values =
        request.getHeaders().getValuesList(HttpHeader.COOKIE).stream()
            .flatMap(header -> Stream.of(header.split(";", -1)))
            .map(String::strip)
            .filter(pair -> pair.startsWith(name + "="))
            .map(pair -> pair.substring(name.length() + 1))
            .toList();
    return values.size() == 1 ? Optional.of(Secret.of(values.getFirst())) : Optional.empty();
  }

  /** Adds a fact to the line that is logged when this request ends; never a secret. */
  public void note(String name, String fact) {
    notes.put(name, fact);
  }

  /** Tells something to whoever reads npm's output, whatever the answer will be. */
  public void tell(String sentence) {
    told.add(Header.ofText("npm-notice", sentence).value());
  }

  List<String> told() {
    return told;
  }

  void noticeRefusals() {
    refusalsNoticed = true;
  }

  boolean refusalsNoticed() {
    return refusalsNoticed;
  }

  Map<String, String> notes() {
    return notes;
  }

  void matched(Map<String, String> pathParameters) {
    parameters = pathParameters;
    var name = pathParameters.get("package");
    if (name != null) {
      note("package.name", name);
    }
  }

  private static RuntimeException malformed(String why) {
    return new RequestProblem.MalformedRequest(why).asException();
  }
}
