package dev.imprimatur.npm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.limits.Limits;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.RequestProblem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PackageWriteReaderTest {
  private static final PackageName ROCKET = new PackageName("@acme/rocket");
  private static final Limits.Uploads SMALL =
      new Limits.Uploads(10_000, 20, 10_000, 50, 4000, 2000, 500, 100, 100, 10, 1);

  private static final String MANIFEST =
      "{'name':'@acme/rocket','version':'1.0.0','_id':'@acme/rocket@1.0.0','scripts':{},"
          + "'_npmUser':{'name':'mallory'},'maintainers':[],'hasInstallScript':false,"
          + "'_nodeVersion':'24','readme':'# hi','deprecated':'no',"
          + "'dist':{'integrity':'sha512-x','shasum':'abc','tarball':'http://evil/'}}";

  private static final String GOOD =
      "{'_id':'@acme/rocket','name':'@acme/rocket','dist-tags':{'latest':'1.0.0'},"
          + "'versions':{'1.0.0':MANIFEST},'access':null,"
          + "'_attachments':{'@acme/rocket-1.0.0.tgz':"
          + "{'content_type':'application/octet-stream','data':'aGVsbG8=','length':5}}}";

  @Test
  void aPublishIsReadAndItsTarballGoesToItsPlace() throws IOException {
    var tarball = new ByteArrayOutputStream();
    var publish = (PackageWrite.Publish) read(GOOD, tarball);
    assertThat(tarball.toString(UTF_8)).isEqualTo("hello");
    assertThat(publish.version()).isEqualTo(new Version("1.0.0"));
    assertThat(publish.tag()).isEqualTo(DistTag.LATEST);
    assertThat(publish.access()).isEqualTo(Access.UNSAID);
    assertThat(publish.stated().integrity()).contains("sha512-x");
    assertThat(publish.provenance()).isEmpty();
  }

  @Test
  void whatOnlyTheRegistryMaySayIsDropped() throws IOException {
    var publish = (PackageWrite.Publish) read(GOOD, new ByteArrayOutputStream());
    assertThat(publish.manifest().json().members().keySet())
        .containsExactlyInAnyOrder("name", "version", "_id", "scripts", "_nodeVersion");
  }

  @Test
  void theAttachmentsMayComeFirst() throws IOException {
    var turned =
        "{'_attachments':{'@acme/rocket-1.0.0.tgz':{'data':'aGVsbG8='}},'name':'@acme/rocket',"
            + "'dist-tags':{'next':'1.0.0'},'versions':{'1.0.0':MANIFEST},'access':'public'}";
    var publish = (PackageWrite.Publish) read(turned, new ByteArrayOutputStream());
    assertThat(publish.tag()).isEqualTo(new DistTag("next"));
    assertThat(publish.access()).isEqualTo(Access.PUBLIC);
  }

  /** bun once called that of a scoped package otherwise; what it is called says nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"@acme-rocket-1.0.0.tgz", "rocket-1.0.1.tgz", "x.tgz"})
  void theOneTarballIsTheTarballWhateverItIsCalled(String file) throws IOException {
    var tarball = new ByteArrayOutputStream();
    var read = read(GOOD.replace("@acme/rocket-1.0.0.tgz", file), tarball);
    assertThat(read).isInstanceOf(PackageWrite.Publish.class);
    assertThat(tarball.toString(UTF_8)).isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'scripts':{}", "'access':null"})
  void halfACharacterIsRefusedWithTheMemberThatHasIt(String member) {
    var half = member.substring(0, member.indexOf(':')) + ":'A rocket \\ud83d'";
    assertThatThrownBy(() ->
            read(
                GOOD.replace("MANIFEST", MANIFEST).replace(member, half),
                new ByteArrayOutputStream()))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.problem().detail())
                    .contains("in its \"" + member.substring(1, 7))
                    .contains("a string is not Unicode"));
  }

  @Test
  void aProvenanceBundleIsTextAndNotBase64() throws IOException {
    var with =
        GOOD.replace(
            "'length':5}}",
            "'length':5},'@acme/rocket-1.0.0.sigstore':{'content_type':'application/x',"
                + "'data':'{\\'a\\':1}'}}");
    var publish = (PackageWrite.Publish) read(with, new ByteArrayOutputStream());
    assertThat(publish.provenance())
        .isEqualTo(Optional.of(new PackageWrite.ProvenanceBundle("application/x", "{\"a\":1}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          '_id':'@acme/rocket','name':'@acme/rocket' | '_id':'evil','name':'@acme/rocket'
          '_id':'@acme/rocket','name':'@acme/rocket' | '_id':'@acme/rocket','name':'evil'
          {'name':'@acme/rocket','version'           | {'name':'evil','version'
          {'name':'@acme/rocket','version'           | {'name':['@acme/rocket'],'version'
          'version':'1.0.0','_id'                    | 'version':'1.0.1','_id'
          '_id':'@acme/rocket@1.0.0'                 | '_id':'evil@1.0.0'
          {'@acme/rocket-1.0.0.tgz'                  | {'@acme/rocket-1.0.0.zip'
          'versions':{'1.0.0':                       | 'versions':{'1.0.1':
          {'latest':'1.0.0'}                         | {'latest':'1.0.1'}
          {'latest':'1.0.0'}                         | {}
          {'latest':'1.0.0'}                         | {'latest':'1.0.0','next':'1.0.0'}
          'length':5                                 | 'length':6
          'length':5                                 | 'length':'5'
          'access':null                              | 'access':'secret'
          'access':null                              | 'access':1
          'data':'aGVsbG8='                          | 'data':'!!'
          'data':'aGVsbG8='                          | 'data':['aGVsbG8=']
          'access':null                              | 'access':null,'access':'public'
          'access':null                              | 'access':null,'versions':{}
          'scripts':{}                               | 'scripts':{'a':'1','a':'2'}
          """)
  void whateverDoesNotFitTogetherIsRefused(String good, String bad) {
    var document = GOOD.replace("MANIFEST", MANIFEST);
    assertThat(document).contains(good);
    refused(document.replace(good, bad), PackageProblem.MalformedPublish.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{", "{}", "{'name':'@acme/rocket'}", "{'versions':"})
  void whatIsNoDocumentIsRefused(String document) {
    refused(document, PackageProblem.MalformedPublish.class);
  }

  @Test
  void aBadVersionOrTagIsRefusedAsSuch() {
    refused(GOOD.replace("1.0.0", "1.0"), PackageProblem.InvalidVersion.class);
    refused(GOOD.replace("'latest'", "'1.x'"), PackageProblem.InvalidTag.class);
  }

  @Test
  void whatIsTooLargeIsRefusedWhileItArrives() {
    refused(GOOD.replace("aGVsbG8=", "aGVsbG8h".repeat(10)), RequestProblem.BodyTooLarge.class);
    var scripts = GOOD.replace("MANIFEST", MANIFEST);
    refused(
        scripts.replace("'scripts':{}", "'scripts':{'a':'" + "x".repeat(3000) + "'}"),
        PackageProblem.MalformedPublish.class);
    refused(
        scripts.replace("'scripts':{}", "'scripts':" + "[".repeat(500) + "]".repeat(500)),
        PackageProblem.MalformedPublish.class);
    refused(
        GOOD.replace(
            "'length':5}}",
            "'length':5},'@acme/rocket-1.0.0.sigstore':{'data':'" + "x".repeat(200) + "'}}"),
        RequestProblem.BodyTooLarge.class);
  }

  @Test
  void oneAttachmentTooManyIsRefused() {
    refused(
        GOOD.replace("'length':5}}", "'length':5},'@acme/rocket-1.0.1.tgz':{'data':''}}"),
        PackageProblem.MalformedPublish.class);
    refused(
        GOOD.replace("'length':5}}", "'length':5},'index.js':{'data':''}}"),
        PackageProblem.MalformedPublish.class);
  }

  @Test
  void otherDeedsOfNpmAreToldApart() throws IOException {
    assertThat(read("{'maintainers':{}}", new ByteArrayOutputStream()))
        .isEqualTo(new PackageWrite.Unsupported("npm owner"));
    assertThat(read("{'users':{'alice':true,'bob':{}}}", new ByteArrayOutputStream()))
        .isEqualTo(new PackageWrite.Star(ROCKET, Set.of("alice", "bob")));
    refused("{'users':[]}", PackageProblem.MalformedPublish.class);
  }

  @Test
  void aDeprecationIsWhatAWholePackumentSaysOfItsVersions() throws IOException {
    var document =
        "{'_id':'@acme/rocket','name':'@acme/rocket','readme':'long','versions':{"
            + "'1.0.0':{'name':'@acme/rocket','deprecated':'use 2'},"
            + "'1.1.0':{'name':'@acme/rocket'},"
            + "'2.0.0':{'name':'@acme/rocket','dist':{'deprecated':'no'},'deprecated':''}}}";
    assertThat(read(document, new ByteArrayOutputStream()))
        .isEqualTo(
            new PackageWrite.Deprecation(
                ROCKET, Map.of(new Version("1.0.0"), "use 2", new Version("2.0.0"), "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "null", "{}", "['x']"})
  void whatIsNoTextDeprecatesNothing(String message) {
    refused(
        "{'name':'@acme/rocket','versions':{'1.0.0':{'deprecated':" + message + "}}}",
        PackageProblem.MalformedPublish.class);
  }

  private static void refused(String document, Class<? extends Problem> problem) {
    assertThatThrownBy(() -> read(document, new ByteArrayOutputStream()))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem()).isInstanceOf(problem));
  }

  /** Documents are written with single quotes here. */
  private static PackageWrite read(String document, ByteArrayOutputStream tarball)
      throws IOException {
    var json = document.replace("MANIFEST", MANIFEST).replace("\\'", "\\\"").replace('\'', '"');
    return PackageWriteReader.read(
        ROCKET, new ByteArrayInputStream(json.getBytes(UTF_8)), tarball, SMALL);
  }
}
