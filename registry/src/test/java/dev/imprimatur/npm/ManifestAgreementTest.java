package dev.imprimatur.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.json.Json;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.ProblemException;
import java.util.Optional;
import java.util.Set;
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
          scripts              | 'scripts':{'start':'node evil.js'} | ''
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
}
