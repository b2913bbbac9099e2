package dev.imprimatur.doors.issuers;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.doors.support.Issuing;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.testkit.SigningKey;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Issuers beside each other: what one of them signs is worth nothing in the name of another. */
final class IssuerAttackTest {
  private static final String GITHUB = "https://token.actions.githubusercontent.com";
  private static final SigningKey OTHER = SigningKey.rsa().withId("other-1");
  private static final String RULES = "'claims':{'names':['job'],'jti':%s,'minutes':10},";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();
  private Client root = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    registry.addUser("root", true);
    alice = registry.with(registry.session("alice"));
    root = registry.with(registry.session("root"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static Issuing generic(String url) {
    return new Issuing("generic", url, OTHER);
  }

  private String trustJob(String name, String issuer) {
    return Trusting.add(
        alice, name, "{'type':'generic','claims':{'iss':'" + issuer + "','job':'release'}}");
  }

  private void refused(String name, String token, String problem) {
    var answer = registry.exchange(name, token);
    assertThat(answer.problem()).as(answer.text()).isEqualTo(problem);
  }

  private static JsonObject release() {
    return JsonObject.with("job", "release").build();
  }

  @Test
  @Covers("J12")
  void theKeyOfOneIssuerIsNoneOfAnother() {
    var ci = generic("https://ci.acme.example");
    ci.addTo(registry, RULES.formatted("false"));
    Trusting.add(alice, "rocket", github("acme/rocket"));
    trustJob("shuttle", ci.url());
    // Both keys are known here, each as the key of one of them.
    var forged = registry.github().forge(job("acme/rocket")).signedBy(OTHER).token();
    refused("rocket", forged, "key-unknown");
    var theirs = new Issuing("generic", ci.url(), TestRegistry.KEY);
    refused("shuttle", theirs.sign(release()), "key-unknown");
    assertThat(registry.exchange("shuttle", ci.sign(release())).status()).isEqualTo(201);
  }

  /** GitHub signs for its enterprises with the keys of everybody: the address alone differs. */
  @Test
  @Covers({"J13", "C59"})
  void anIssuerThatSharesItsKeysIsStillAnother() {
    var enterprise = new Issuing("github", GITHUB + "/octocat-inc", TestRegistry.KEY);
    enterprise.addTo(registry, "");
    Trusting.add(alice, "rocket", Trusting.claiming("acme/rocket", "'iss':'" + GITHUB + "'"));
    var ids = job("acme/rocket").repositoryId("7").repositoryOwnerId("70");
    assertThat(registry.exchange("rocket", registry.github().sign(ids)).status()).isEqualTo(201);
    var same = registry.github().sign(ids.issuer(enterprise.url()));
    refused("rocket", same, "no-publisher");
    refused("rocket", registry.github().sign(ids.issuer(GITHUB + "/evil")), "issuer-unknown");
  }

  /** An own server may claim to be anybody; its address is part of the identity. */
  @Test
  @Covers({"C40", "C59"})
  void whatAnOwnServerSaysIsSaidByItAlone() {
    var own = new Issuing("gitlab", "https://gitlab.acme.example", OTHER);
    own.addTo(registry, "");
    var claims = "'project_path':'acme/rocket','ci_config_ref_uri':{'file':'.gitlab-ci.yml'}";
    var cloud = "'iss':'https://gitlab.com'," + claims;
    Trusting.add(alice, "rocket", "{'type':'gitlab','claims':{" + cloud + "}}");
    var said =
        Json.readOwn(
            Trusting.quoted(
                "{'jti':'1','project_id':'7','project_path':'acme/rocket','namespace_id':'70',"
                    + "'namespace_path':'acme','pipeline_id':'1','job_id':'2','pipeline_source':"
                    + "'push','ref':'main','ref_type':'branch','ref_path':'refs/heads/main',"
                    + "'ref_protected':'true','runner_environment':'gitlab-hosted','sha':'"
                    + "a".repeat(40)
                    + "','job_project_id':'7','job_namespace_id':'70',"
                    + "'ci_config_ref_uri':'gitlab.com/acme/rocket//.gitlab-ci.yml@refs/heads/main'}"));
    refused("rocket", own.sign(said), "no-publisher");
  }

  @Test
  @Covers({"J43", "C60"})
  void anIssuerOfOneOrganizationIsNotForThePackagesOfAnother() {
    assertThat(registry.terminal().run("org", "add", "acme", "--owner", "alice").exit()).isZero();
    assertThat(registry.terminal().run("org", "add", "globex", "--owner", "alice").exit()).isZero();
    var ci = generic("https://ci.acme.example");
    ci.addTo(registry, "'organizations':['acme']," + RULES.formatted("false"));
    trustJob("@acme/rocket", ci.url());
    assertThat(registry.exchange("@acme/rocket", ci.sign(release())).status()).isEqualTo(201);
    var publisher = "[{'type':'generic','claims':{'iss':'" + ci.url() + "','job':'release'}}]";
    for (var name : new String[] {"@globex/rocket", "rocket"}) {
      var saved = alice.post(Trusting.path(name), Trusting.quoted(publisher));
      assertThat(saved.problem()).as(saved.text()).isEqualTo("not-allowed");
    }
    // And one that was saved before the operator narrowed it.
    var wide = generic("https://wide.example");
    wide.addTo(registry, RULES.formatted("false"));
    trustJob("rocket", wide.url());
    registry
        .inside()
        .sql(
            "UPDATE issuer SET terms = REPLACE(terms, '\"organizations\":[]',"
                + " '\"organizations\":[\"acme\"]') WHERE url = 'https://wide.example'");
    var restarted = registry.restarted();
    restarted.clock().advance(Duration.ofSeconds(1));
    var token = wide.sign(release());
    var answer = restarted.exchange("rocket", token);
    assertThat(answer.problem()).as(answer.text()).isEqualTo("issuer-unknown");
  }

  @Test
  @Covers("R06")
  void aTokenWithoutAnIdIsKnownAgainByItsHash() {
    var ci = generic("https://ci.acme.example");
    ci.addTo(registry, RULES.formatted("false"));
    trustJob("rocket", ci.url());
    var token = ci.sign(release());
    var statuses = new int[12];
    for (int i = 0; i < statuses.length; i++) {
      statuses[i] = registry.exchange("rocket", token).status();
    }
    // A job of an unknown system may have one token for all that it does: so often and no more.
    assertThat(statuses).startsWith(201).endsWith(409);
    assertThat(registry.inside().texts("redeemed_token", "token_key"))
        .singleElement()
        .asString()
        .startsWith("sha256:");
    assertThat(registry.inside().texts("redeemed_token", "uses")).containsExactly("10");
  }

  @Test
  @Covers("R08")
  void theIdOfATokenIsItsIssuersAlone() {
    var ci = generic("https://ci.acme.example");
    ci.addTo(registry, RULES.formatted("true"));
    trustJob("rocket", ci.url());
    Trusting.add(alice, "rocket", github("acme/rocket"));
    for (int i = 0; i < 10; i++) {
      var copied = release().but().and("jti", "one").and("x", i).build();
      assertThat(registry.exchange("rocket", ci.sign(copied)).status()).isEqualTo(201);
    }
    var genuine = registry.github().sign(job("acme/rocket").with("jti", "one"));
    assertThat(registry.exchange("rocket", genuine).status()).isEqualTo(201);
    assertThat(registry.exchange("rocket", genuine).problem()).isEqualTo("replayed");
  }

  @Test
  @Covers("J40")
  void anAudienceThatNobodyChoseIsTakenWhereTheOperatorSaysSo() {
    var url = "https://vstoken.dev.azure.com/aaaaaaaa-0000-4000-8000-000000000001";
    var azure = new Issuing("azure", url, OTHER);
    azure.addTo(registry, "");
    var shared = JsonObject.with("aud", "api://AzureADTokenExchange").and("jti", "1").build();
    refused("rocket", azure.sign(shared), "audience");
  }

  @Test
  @Covers({"K18", "K20", "K19"})
  void anIssuerStaysWhatItIs() {
    var ci = generic("https://ci.acme.example");
    ci.addTo(registry, RULES.formatted("false"));
    trustJob("rocket", ci.url());
    assertThat(ci.added(registry, RULES.formatted("true")).problem()).isEqualTo("issuer-exists");
    var other = new Issuing("jenkins", ci.url(), OTHER);
    assertThat(other.added(registry, "").problem()).isEqualTo("issuer-exists");
    var builtIn = new Issuing("github", GITHUB, OTHER);
    assertThat(builtIn.added(registry, "").problem()).isEqualTo("issuer-exists");

    var removed = root.delete("/-/api/v1/issuers?url=" + ci.url());
    assertThat(removed.status()).as(removed.text()).isEqualTo(409);
    assertThat(removed.problem()).isEqualTo("issuer-in-use");

    // The same keys at another address are another issuer, and nobody follows.
    var moved = generic("https://ci2.acme.example");
    moved.addTo(registry, RULES.formatted("false"));
    refused("rocket", moved.sign(release()), "no-publisher");
    assertThat(registry.exchange("rocket", ci.sign(release())).status()).isEqualTo(201);
  }

  @Test
  @Covers("K21")
  void theAgeOfStoredKeysIsShown() {
    generic("https://ci.acme.example")
        .addTo(registry, "'jwksSince':1790000000000," + RULES.formatted("false"));
    var text = root.get("/-/api/v1/issuers").text();
    assertThat(text).contains("\"ageSeconds\":5348800").contains("\"storedKeys\":true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "198.18.0.1",
        "240.0.0.1",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "fe80::1",
        "fc00::1",
        "fd00:ec2::254",
        "2002:7f00:1::",
        "2001:0:7f00:1::"
      })
  @Covers("K01")
  void nobodyBehindOurWallsIsAsked(String address) {
    registry.lookups().put("ci.example", address);
    registry.lookups().put("mixed.example", "8.8.8.8", address);
    for (var host : new String[] {"ci.example", "mixed.example"}) {
      var body = Trusting.quoted("{'provider':'jenkins','url':'https://" + host + "/oidc'}");
      var answer = root.post("/-/api/v1/issuers/test", body);
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(answer.json().text("failure"))
          .contains("its host has an address in a private network");
    }
    // Looked up once: what was checked is what would be connected to.
    assertThat(registry.lookups().hosts()).containsOnlyOnce("ci.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://127.0.0.1", "https://[::1]", "https://2130706433", "https://0x7f.1"})
  @Covers("K01")
  void anAddressInNumbersIsNoWayRound(String url) {
    var body = Trusting.quoted("{'provider':'jenkins','url':'" + url + "'}");
    var answer = root.post("/-/api/v1/issuers/test", body);
    var said = answer.status() == 200 ? answer.json().text("failure").orElse("") : answer.message();
    assertThat(said).matches(".*(private network|cannot be reached|its url must be).*");
  }
}
