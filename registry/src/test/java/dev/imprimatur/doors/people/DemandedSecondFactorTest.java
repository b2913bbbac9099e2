package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.testkit.SoftAuthenticator;
import dev.imprimatur.wiring.Browser;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import dev.imprimatur.wiring.TestSecondFactor;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members of an organization that demands a second factor, who want to be without one. */
@OnPostgres
final class DemandedSecondFactorTest {
  private static final String PASSWORD = TestRegistry.password();
  private static final String DISABLE =
      "{\"tfa\":{\"password\":\"%s\",\"mode\":\"disable\"}}".formatted(PASSWORD);
  private static final Pattern NEW_CHALLENGE =
      Pattern.compile("data-options=\"[^\"]*?challenge&#34;:&#34;([A-Za-z0-9_-]+)");

  private final TestRegistry registry = TestRegistry.start();
  private final SoftAuthenticator authenticator =
      SoftAuthenticator.at("http://registry.test", "registry.test");
  private final Browser browser = new Browser(registry);
  private TestSecondFactor factor;

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    factor = registry.enrol("alice");
    var typed = Map.of("name", "alice", "password", PASSWORD, "code", factor.code());
    assertThat(browser.submit("/-/login", browser.open("/-/login"), typed).status()).isEqualTo(303);
    command("org", "add", "acme", "--owner", "alice");
    command("org", "second-factor", "acme");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private void command(String... arguments) {
    var said = registry.terminal().run(arguments);
    assertThat(said.exit()).as(said.err()).isZero();
  }

  private Client.Answer submit(String path, Map<String, String> typed) {
    return browser.submit(path, browser.open("/-/account"), typed);
  }

  private void addPasskey() {
    var page = browser.open("/-/account");
    var challenge = NEW_CHALLENGE.matcher(page.text());
    assertThat(challenge.find()).isTrue();
    var made = Map.of("response", authenticator.create(challenge.group(1)), "label", "Laptop");
    assertThat(browser.submit("/-/account/passkeys", page, made).status()).isEqualTo(200);
  }

  private Client.Answer disable() {
    registry.clock().advance(Duration.ofSeconds(30));
    return registry
        .with(registry.session("alice"))
        .with("npm-otp", factor.code())
        .post("/-/npm/v1/user", DISABLE);
  }

  @Test
  void npmDoesNotDisableTheLastOne() {
    var refused = disable();
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.problem()).isEqualTo("second-factor-stays");
    assertThat(refused.message()).contains("The organization acme demands");
    command("org", "second-factor", "acme", "--optional");
    assertThat(disable().status()).isEqualTo(200);
  }

  @Test
  void thePageRemovesOneOnlyBesideAnother() {
    var refused = submit("/-/account/app/remove", Map.of());
    assertThat(refused.text()).contains("The organization acme demands");
    assertThat(registry.rows("totp")).isEqualTo(1);
    assertThat(registry.rows("recovery_code")).isEqualTo(5);

    addPasskey();
    assertThat(submit("/-/account/app/remove", Map.of()).text()).contains("The app is removed.");
    var last = submit("/-/account/passkeys/remove", Map.of("id", authenticator.id()));
    assertThat(last.text()).contains("The organization acme demands");
    assertThat(registry.rows("passkey")).isEqualTo(1);
  }

  @Test
  void whoBelongsToNoSuchOrganizationMayBeWithout() {
    registry.addUser("bob", false);
    command("org", "second-factor", "acme", "--optional");
    command("org", "member", "acme", "bob", "--role", "owner");
    command("org", "remove", "acme", "alice");
    registry.enrol("bob");
    command("org", "second-factor", "acme");
    assertThat(disable().status()).isEqualTo(200);
  }

  @Test
  void theOperatorRecoversWhoHasLostTheirs() {
    command("user", "recover", "alice");
    assertThat(registry.rows("totp")).isZero();
  }
}
