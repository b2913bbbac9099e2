package dev.imprimatur.rulebooks;

import static dev.imprimatur.sigstore.Identity.Field.BUILD_CONFIG;
import static dev.imprimatur.sigstore.Identity.Field.ISSUER;
import static dev.imprimatur.sigstore.Identity.Field.SOURCE_DIGEST;
import static dev.imprimatur.sigstore.Identity.Field.SOURCE_REF;
import static dev.imprimatur.sigstore.Identity.Field.SOURCE_REPOSITORY;

import dev.imprimatur.claimrules.IssuerTraits;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.sigstore.Identity;
import dev.imprimatur.sigstore.Identity.Field;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The form of the provenance that jobs of a CI system make: how its statements are written, what in
 * them must repeat the signing certificate, what in the certificate must repeat the identity token
 * of the job, and where people can look at both.
 */
public final class ProvenanceForm {
  /** The place in a template for the server with the projects of the job's CI system. */
  static final String SERVER = IssuerTraits.SERVER;

  /**
   * The place in a template for {@code https://} if the certificate writes it, or else the scheme
   * of the server, before a claim that has none: Fulcio's usual template writes https, whatever the
   * issuer speaks.
   */
  static final String SCHEME = "scheme";

  /** The place in a template for the file that defines the build. */
  static final String FILE = "file";

  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  private final String title;
  private final String predicateType;
  private final String buildTypeAt;
  private final String buildType;
  private final Set<String> npmIssuers;
  private final String hostedRunner;
  private final UnaryOperator<String> server;
  private final ConfigFile file;
  private final List<Repeated> predicate;
  private final List<FieldTemplate> job;
  private final String commits;
  private final String files;

  /** A place in the predicate, and the template of the text that it repeats. */
  record Repeated(String path, FieldTemplate template) {}

  ProvenanceForm(ProvenanceFormBuilder written) {
    title = written.title;
    predicateType = written.predicateType;
    buildTypeAt = written.buildTypeAt;
    buildType = written.buildType;
    npmIssuers = Set.copyOf(written.npmIssuers);
    hostedRunner = written.hostedRunner;
    server = written.server;
    file = written.file;
    predicate = List.copyOf(written.predicate);
    job = List.copyOf(written.job);
    commits = written.commits;
    files = written.files;
  }

  /**
   * Starts a form.
   *
   * @param title what people call such statements: {@code SLSA v1}
   */
  public static ProvenanceFormBuilder provenance(String title, String predicateType) {
    return new ProvenanceFormBuilder(title, predicateType);
  }

  /** The name by which people know such statements. */
  public String title() {
    return title;
  }

  public String predicateType() {
    return predicateType;
  }

  public String buildType() {
    return buildType;
  }

  /** The build type that a predicate says; empty if it says none. */
  public String buildTypeIn(JsonObject stated) {
    return ExpectedField.text(stated, buildTypeAt).orElse("");
  }

  /**
   * The issuers whose jobs' provenance npm's own registry takes; a name that ends with {@code /*}
   * means everything below it.
   */
  public Set<String> npmIssuers() {
    return npmIssuers;
  }

  /** The value with which a certificate marks a machine of the CI system itself. */
  public String hostedRunner() {
    return hostedRunner;
  }

  /**
   * The server with the job's projects: what the operator said of its issuer when it was let in, or
   * else what follows from that.
   */
  public String server(Identity by, JsonObject claims) {
    return claims.text(SERVER).orElseGet(() -> server.apply(text(by, ISSUER)));
  }

  /** The file that says how it is built, without its repository and its ref. */
  public Optional<String> file(Identity by) {
    var repository = text(by, SOURCE_REPOSITORY);
    var whole = text(by, BUILD_CONFIG);
    if (whole.startsWith(HTTPS)) {
      whole = schemeOf(repository) + whole.substring(HTTPS.length());
    }
    return file.in(whole, repository, text(by, SOURCE_REF));
  }

  /** The fields of the certificate that the predicate must repeat. */
  public List<ExpectedField> predicate(Identity by) {
    return predicate.stream()
        .map(each ->
            new ExpectedField(
                each.path(),
                each.template().field(),
                each.template().from(place -> Optional.of(certified(place, by))).orElse("")))
        .toList();
  }

  private String certified(String place, Identity by) {
    return place.equals(FILE)
        ? file(by).orElse("")
        : text(by, FieldTemplate.field(place).orElseThrow());
  }

  /** The facts of the job that the certificate must repeat, as far as they are known. */
  public List<FieldMatch> job(Identity by, JsonObject claims) {
    return job.stream()
        .flatMap(each ->
            each
                .from(claimed(each.field(), by, claims))
                .map(expected -> new FieldMatch(each.field(), expected))
                .stream())
        .toList();
  }

  private Function<String, Optional<String>> claimed(Field field, Identity by, JsonObject claims) {
    return place ->
        switch (place) {
          case SERVER -> Optional.of(server(by, claims));
          case SCHEME ->
              Optional.of(text(by, field).startsWith(HTTPS) ? HTTPS : schemeOf(server(by, claims)));
          default ->
              FieldTemplate.field(place).map(other -> text(by, other)).or(() -> claims.text(place));
        };
  }

  /** The address of the commit that was built, in its repository. */
  public String commitAddress(Identity by) {
    return text(by, SOURCE_REPOSITORY) + commits + text(by, SOURCE_DIGEST);
  }

  /**
   * The address of the file that says how it is built: as it was in the commit that it ran from,
   * and not as it may be today. A file of another project, or at an address, has none.
   */
  public Optional<String> fileAddress(Identity by) {
    return file(by)
        .filter(each -> !each.contains("@") && !each.contains(":"))
        .map(each -> text(by, SOURCE_REPOSITORY) + files + text(by, SOURCE_DIGEST) + "/" + each);
  }

  private static String schemeOf(String url) {
    return url.startsWith(HTTP) ? HTTP : HTTPS;
  }

  private static String text(Identity identity, Field field) {
    return identity.get(field).orElse("");
  }
}
