package dev.imprimatur.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.ProblemException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Left: what the publish document shows. Right: what the tarball holds. */
final class ManifestAgreementTest {
  private static final String ID = "'name':'rocket','version':'1.0.0'";

  /** All of these npm itself makes of the right side before it sends the left one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ''                                            | ''
          'version':'1.0.0'                             | 'version':'v1.0.0'
          'version':'1.0.0'                             | 'version':' =1.0.0+build '
          'dependencies':{'a':'^1'}                     | 'dependencies':{'a':'^1'}
          'dependencies':{}                             | ''
          'optionalDependencies':{'a':'1'}              | 'dependencies':{'a':'1'},'optionalDependencies':{'a':'1'}
          'dependencies':{'a':'github:x/y'}             | 'dependencies':{'a':'x/y'}
          'dependencies':{'a':'git+ssh://git@github.com/x/y.git#v1'} | 'dependencies':{'a':'github:x/y#v1'}
          'dependencies':{'a':'git+https://gitlab.com/x/y.git'}      | 'dependencies':{'a':'gitlab:x/y'}
          'bundleDependencies':['a']                    | 'bundledDependencies':['a']
          'bundleDependencies':['a'],'dependencies':{'a':'1'} | 'bundleDependencies':true,'dependencies':{'a':'1'}
          'bundleDependencies':[]                       | 'bundleDependencies':false
          'scripts':{'a':'tsc'}                         | 'scripts':{'a':'./node_modules/.bin/tsc'}
          'scripts':{'a':'x'}                           | 'scripts':{'a':'x','b':1}
          'scripts':{'start':'node server.js'}          | ''
          'scripts':{'start':'x'}                       | 'scripts':{'start':'y'}
          'version':'2026.1.5'                          | 'version':'2026.01.05'
          'dependencies':{'a':'*'},'bundleDependencies':['a'] | 'bundleDependencies':['a']
          'bundleDependencies':['a']                    | 'bundleDependencies':['a'],'dependencies':{'a':'*'}
          'dependencies':{'a':'1'}                      | 'dependencies':['a@1']
          'peerDependencies':{}                         | 'peerDependencies':['a']
          'scripts':{}                                  | 'scripts':['a']
          'bin':{'x':'tools/x','lib':'tools/lib','gone':'tools/gone'} | 'directories':{'bin':'./tools/'}
          'engines':{'node':'1','npm':'2'}              | 'engines':{'npm':'2','node':'1'}
          'dependencies':{'a':'git+https://github.com/x/y.git#v1'} | 'dependencies':{'a':'https://www.github.com/x/y/tree/v1'}
          'scripts':{'install':'node-gyp rebuild'}      | 'scripts':{}
          'bin':{'rocket':'cli.js'}                     | 'bin':'./cli.js'
          'bin':{'rocket':'cli.js'}                     | 'bin':{'rocket':'./lib/../cli.js'}
          'bin':{'b':'a/b'}                             | 'bin':['./a/b']
          'bin':{'x':'tools/x'}                         | 'directories':{'bin':'./tools'}
          'devDependencies':{'a':'1'}                   | 'devDependencies':{'a':'2'}
          'gitHead':'abc','_npmVersion':'11'            | ''
          """)
  void whatNpmTidiesUpIsTheSame(String document, String inside) {
    ManifestAgreement.require(Json.readOwn(json(document)), tarball(inside));
    assertThat(document).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          name                 | 'name':'rocket'                    | 'name':'evil'
          version              | 'version':'1.0.0'                  | 'version':'1.0.1'
          dependencies         | ''                                 | 'dependencies':{'evil':'1'}
          dependencies         | 'dependencies':{'evil':'1'}        | ''
          dependencies         | 'dependencies':{'a':'1'}           | 'dependencies':{'a':'2'}
          dependencies         | 'dependencies':{'a':'x/y'}         | 'dependencies':{'a':'x/z'}
          dependencies         | 'dependencies':{'a':'github:x/y'}  | 'dependencies':{'a':'gitlab:x/y'}
          dependencies         | 'dependencies':{'a':'github:x/y#1'} | 'dependencies':{'a':'x/y#2'}
          optionalDependencies | ''                                 | 'optionalDependencies':{'a':'1'}
          peerDependencies     | 'peerDependencies':{'a':'1'}       | ''
          peerDependenciesMeta | ''                                 | 'peerDependenciesMeta':{'a':{'optional':true}}
          bundleDependencies   | 'bundleDependencies':['a']         | ''
          scripts              | ''                                 | 'scripts':{'postinstall':'evil'}
          scripts              | 'scripts':{'postinstall':'a'}      | 'scripts':{'postinstall':'evil'}
          scripts              | 'scripts':{'install':'node-gyp rebuild'} | 'gypfile':false
          dependencies         | 'dependencies':['9.9.9']           | ''
          dependencies         | 'dependencies':'evil'              | ''
          dependencies         | 'dependencies':{'evil':'1'}        | 'dependencies':['1']
          optionalDependencies | 'optionalDependencies':['9.9.9']   | ''
          engines              | 'engines':{'node':'>=4'}           | 'engines':{'node':'>=5'}
          os                   | 'os':['linux']                     | ''
          cpu                  | ''                                 | 'cpu':['x64']
          libc                 | 'libc':['musl']                    | 'libc':['glibc']
          bin                  | 'bin':{'rocket':'cli.js'}          | 'bin':'evil.js'
          bin                  | ''                                 | 'bin':{'ls':'evil.js'}
          bin                  | 'bin':{'rocket':'cli.js'}          | 'directories':{'bin':'tools'}
          """)
  void whatIsNotTheSameIsRefusedByName(String field, String document, String inside) {
    assertThatThrownBy(
            () -> ManifestAgreement.require(Json.readOwn(json(document)), tarball(inside)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.problem())
                    .isInstanceOfSatisfying(
                        PackageProblem.ManifestMismatch.class,
                        mismatch -> assertThat(mismatch.field()).isEqualTo(field)));
  }

  private static String json(String members) {
    var given = members.equals("''") ? "" : members;
    var id = ID;
    if (given.contains("'name'")) {
      id = "'version':'1.0.0'";
    } else if (given.contains("'version'")) {
      id = "'name':'rocket'";
    }
    return ("{" + id + (given.isEmpty() ? "" : "," + given) + "}").replace('\'', '"');
  }

  private static Tarball tarball(String members) {
    return new Tarball(
        Json.readOwn(json(members)),
        Optional.empty(),
        Set.of("package.json", "cli.js", "server.js", "binding.gyp", "tools/x"),
        1);
  }

  /** Both sides by name, and who did it, in words. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'dependencies':{'b':'1','z':'9'} | 'dependencies':{'b':'1'}              | \\"z: 9\\" and \\"no z\\"
          'scripts':{'postinstall':'x'}    | 'scripts':{'_postinstall':'x'}        | postpack
          'scripts':{'install':'node-gyp rebuild'} | 'gypfile':false               | gypfile
          """)
  void aMismatchNamesItsEntryAndItsCause(String document, String inside, String words) {
    assertThatThrownBy(
            () -> ManifestAgreement.require(Json.readOwn(json(document)), tarball(inside)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().detail()).contains(words.replace("\\", "")));
  }

  /** Of what the document says beyond its tarball nothing is served but npm's own remarks. */
  @Test
  void whatIsServedIsTheTarballs() {
    var document =
        Json.readOwn(
            """
            {"name":"rocket","version":"1.0.0","description":"other","exports":"./evil.js",
             "junk":["x"],"_id":"rocket@1.0.0","_npmVersion":"12.0.0","_nodeVersion":"<b>",
             "gitHead":"0123456789012345678901234567890123456789","hasInstallScript":false,
             "dist":{"tarball":"http://evil.example"},"_hasShrinkwrap":true,"_npmUser":{"name":"x"}}
            """);
    var inside =
        Json.readOwn(
            """
            {"name":"rocket","version":"v1.0.0","description":"ours","exports":"./index.js",
             "dependencies":{"a":"acme/a"},"deprecated":"x","readme":"y","_resolved":"z"}
            """);
    var tarball = new Tarball(inside, Optional.empty(), Set.of("package.json"), 1);
    var write =
        Json.readOwn(
            Json.text(
                document
                    .but()
                    .and("dependencies", JsonObject.with("a", "github:acme/a").build())
                    .build()));
    var agreed = ManifestAgreement.require(write, tarball);
    assertThat(Json.text(Manifest.of(agreed, Manifest.ofPublish(document), tarball).json()))
        .isEqualTo(
            Json.text(
                Json.readOwn(
                    """
                    {"name":"rocket","version":"1.0.0","description":"ours",
                     "exports":"./index.js","dependencies":{"a":"github:acme/a"},
                     "_id":"rocket@1.0.0","_npmVersion":"12.0.0",
                     "gitHead":"0123456789012345678901234567890123456789"}
                    """)));
  }
}
