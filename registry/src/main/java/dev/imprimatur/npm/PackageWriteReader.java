package dev.imprimatur.npm;

import dev.imprimatur.json.JsonNull;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.JsonStream;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.PackageWrite.ProvenanceBundle;
import dev.imprimatur.npm.PackageWrite.StatedDigests;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.problem.RequestProblem;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The reader of the document of a {@code PUT /{package}}, as it arrives. The tarball in it is
 * decoded straight to where it belongs and never held; all else in it is small, or refused.
 */
public final class PackageWriteReader {
  private static final int JSON_DEPTH_MAX = 200;
  private static final int DEPRECATION_LENGTH_MAX = 1024;
  private static final String TARBALL_END = ".tgz";
  private static final String PROVENANCE_END = ".sigstore";

  private final PackageName name;
  private final Limits.Uploads limits;
  private final BoundedSink tarball;

  private final Map<String, JsonValue> root = new LinkedHashMap<>();
  private final Map<String, JsonValue> manifests = new LinkedHashMap<>();
  private final Map<String, JsonValue> deprecations = new LinkedHashMap<>();
  private final Set<String> users = new HashSet<>();
  private Optional<String> tarballKey = Optional.empty();
  private Optional<JsonValue> tarballLength = Optional.empty();
  private Optional<String> provenanceKey = Optional.empty();
  private Optional<ProvenanceBundle> provenance = Optional.empty();
  private boolean hasAttachments;

  private PackageWriteReader(PackageName name, Limits.Uploads limits, OutputStream tarball) {
    this.name = name;
    this.limits = limits;
    this.tarball = new BoundedSink(tarball, limits.tarballBytesMax());
  }

  /**
   * Reads a document that was sent for this package.
   *
   * @param tarball takes the bytes of the tarball, if there is one
   * @throws IOException when the connection or the disk fails
   * @throws ProblemException when the document is not one, is too large, or names another package
   */
  public static PackageWrite read(
      PackageName name, InputStream body, OutputStream tarball, Limits.Uploads limits)
      throws IOException {
    var reader = new PackageWriteReader(name, limits, tarball);
    var rules =
        JsonRules.strict(JSON_DEPTH_MAX, limits.manifestBytesMax())
            .keeping(limits.manifestValuesMax());
    try (var json = JsonStream.over(body, rules)) {
      json.object(member -> reader.member(member, json));
      json.end();
    } catch (MalformedJsonException e) {
      throw refusal(e.why());
    }
    return reader.sortedOut();
  }

  private void member(String member, JsonStream json) throws IOException {
    switch (member) {
      case "_attachments" -> {
        hasAttachments = true;
        json.object(file -> attachment(file, json));
      }
      case "versions" -> json.object(version -> version(version, json));
      // A deprecation repeats the whole packument; these members do not matter.
      case "readme", "time" -> {
        root.put(member, JsonNull.NULL);
        json.skip();
      }
      case "users" -> {
        root.put(member, JsonNull.NULL);
        json.object(user -> {
          users.add(user);
          json.skip();
        });
      }
      default -> root.put(member, value(member, json));
    }
  }

  /**
   * Reads a version: a single one is published, with its manifest; of many, only the deprecation
   * messages matter.
   */
  private void version(String version, JsonStream json) throws IOException {
    if (manifests.isEmpty()) {
      var members = new LinkedHashMap<String, JsonValue>();
      json.object(member -> members.put(member, value(member, json)));
      var manifest = new JsonObject(members);
      manifests.put(version, manifest);
      manifest.get("deprecated").ifPresent(why -> deprecations.put(version, why));
      return;
    }
    manifests.put(version, JsonNull.NULL);
    if (manifests.size() > limits.versionsMax()) {
      throw refusal("it names more than %,d versions".formatted(limits.versionsMax()));
    }
    json.object(member -> {
      if (member.equals("deprecated")) {
        deprecations.put(version, json.value());
      } else {
        json.skip();
      }
    });
  }

  /** Reads a member's value; an error names the member that is malformed. */
  private static JsonValue value(String member, JsonStream json) {
    try {
      return json.value();
    } catch (MalformedJsonException e) {
      throw refusal("in its %s %s".formatted(Quoted.text(member), e.why()));
    }
  }

  private void attachment(String file, JsonStream json) throws IOException {
    if (file.endsWith(TARBALL_END) && tarballKey.isEmpty()) {
      tarballKey = Optional.of(file);
      json.object(member -> tarballMember(member, json));
    } else if (file.endsWith(PROVENANCE_END) && provenanceKey.isEmpty()) {
      provenanceKey = Optional.of(file);
      provenance = Optional.of(bundle(json));
    } else {
      throw refusal("the attachment %s is one too many".formatted(Quoted.text(file)));
    }
  }

  private void tarballMember(String member, JsonStream json) throws IOException {
    switch (member) {
      case "data" -> json.base64To(tarball);
      case "length" -> tarballLength = Optional.of(json.value());
      default -> json.value();
    }
  }

  /** Reads a bundle, which unlike a tarball is plain text there (libnpmpublish, publish.js). */
  private ProvenanceBundle bundle(JsonStream json) throws IOException {
    var parts = new LinkedHashMap<String, JsonValue>();
    json.object(member -> parts.put(member, json.value()));
    var fields = new JsonObject(parts);
    var text = fields.text("data").orElseThrow(() -> refusal("the provenance is not text"));
    if (text.length() > limits.provenanceBytesMax()) {
      throw new RequestProblem.BodyTooLarge("A provenance bundle", limits.provenanceBytesMax())
          .asException();
    }
    return new ProvenanceBundle(fields.text("content_type").orElse(""), text);
  }

  private PackageWrite sortedOut() {
    var document = new JsonObject(root);
    if (hasAttachments) {
      return publish(document);
    }
    if (!manifests.isEmpty()) {
      return deprecation(document);
    }
    if (document.has("maintainers")) {
      return new PackageWrite.Unsupported("npm owner");
    }
    if (document.has("users")) {
      return new PackageWrite.Star(name, users);
    }
    throw refusal("it has no _attachments");
  }

  /** Reads the message of each version that has one; all else in the document is a repetition. */
  private PackageWrite.Deprecation deprecation(JsonObject document) {
    requireThisName(document, "name");
    requireThisName(document, "_id");
    var messages = new LinkedHashMap<Version, String>();
    deprecations.forEach((version, why) -> {
      if (!(why instanceof JsonText(var text))
          || text.length() > DEPRECATION_LENGTH_MAX
          || text.indexOf('\0') >= 0) {
        throw refusal(
            "a deprecation is a text of at most %,d characters, without U+0000"
                .formatted(DEPRECATION_LENGTH_MAX));
      }
      messages.put(new Version(version), text);
    });
    return new PackageWrite.Deprecation(name, messages);
  }

  private PackageWrite.Publish publish(JsonObject document) {
    requireThisName(document, "name");
    requireThisName(document, "_id");
    if (manifests.size() != 1) {
      throw refusal("it must hold exactly one version");
    }
    var entry = manifests.entrySet().iterator().next();
    if (!(entry.getValue() instanceof JsonObject manifest)) {
      throw refusal("its version has no manifest");
    }
    var version = new Version(entry.getKey());
    requireAgreement(manifest, version);
    requireAttachments();
    return new PackageWrite.Publish(
        name,
        version,
        tag(document, version),
        access(document),
        Manifest.ofPublish(manifest),
        stated(manifest),
        provenance);
  }

  private void requireThisName(JsonObject json, String field) {
    var own = new JsonText(name.value());
    if (!json.get(field).orElse(own).equals(own)) {
      throw refusal("its %s is not %s".formatted(field, name));
    }
  }

  /** Requires that every member that names the package or the version names this one. */
  private void requireAgreement(JsonObject manifest, Version version) {
    if (!manifest.text("name").equals(Optional.of(name.value()))) {
      throw refusal("the name in its manifest is not %s".formatted(name));
    }
    if (!manifest.text("version").equals(Optional.of(version.value()))) {
      throw refusal("the version in its manifest is not %s".formatted(version));
    }
    var id = new JsonText(name + "@" + version);
    if (!manifest.get("_id").orElse(id).equals(id)) {
      throw refusal("the _id in its manifest is not %s".formatted(id.value()));
    }
  }

  /**
   * Requires the attachments, whatever their names: bun once wrote {@code @scope-name-1.0.0.tgz}.
   */
  private void requireAttachments() {
    if (tarballKey.isEmpty()) {
      throw refusal("it has no attachment that ends in " + TARBALL_END);
    }
    var length = JsonNumber.of(tarball.bytes);
    if (!tarballLength.orElse(length).equals(length)) {
      throw refusal("its tarball has %,d bytes, not its length".formatted(tarball.bytes));
    }
  }

  private static DistTag tag(JsonObject document, Version version) {
    var tags = document.object("dist-tags").orElse(JsonObject.EMPTY).members();
    if (tags.size() != 1 || !tags.containsValue(new JsonText(version.value()))) {
      throw refusal("it must put exactly one dist-tag on its version");
    }
    return new DistTag(tags.keySet().iterator().next());
  }

  private static Access access(JsonObject document) {
    return switch (document.get("access").orElse(JsonNull.NULL)) {
      case JsonNull.NULL -> Access.UNSAID;
      case JsonText(var text) when text.equals("public") -> Access.PUBLIC;
      case JsonText(var text) when text.equals("restricted") || text.equals("private") ->
          Access.RESTRICTED;
      default -> throw refusal("its access is neither \"public\" nor \"restricted\"");
    };
  }

  private static StatedDigests stated(JsonObject manifest) {
    var dist = manifest.object("dist").orElse(JsonObject.EMPTY);
    return new StatedDigests(dist.text("integrity"), dist.text("shasum"));
  }

  private static ProblemException refusal(String why) {
    return new PackageProblem.MalformedPublish(why).asException();
  }

  /** A stream that passes bytes on, and refuses one too many. */
  private static final class BoundedSink extends FilterOutputStream {
    private final long bytesMax;
    private long bytes;

    BoundedSink(OutputStream out, long bytesMax) {
      super(out);
      this.bytesMax = bytesMax;
    }

    @Override
    public void write(int b) throws IOException {
      count(1);
      out.write(b);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      count(length);
      out.write(buffer, offset, length);
    }

    private void count(int more) {
      bytes += more;
      if (bytes > bytesMax) {
        throw new RequestProblem.BodyTooLarge("A tarball", bytesMax).asException();
      }
    }
  }
}
