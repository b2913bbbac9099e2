package dev.imprimatur.commands;

import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.notifications.WebhookRoutes;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.outbox.Webhook;
import dev.imprimatur.outbox.WebhookId;
import dev.imprimatur.outbox.WebhookKind;
import dev.imprimatur.outbox.WebhookScope;
import dev.imprimatur.outbox.Webhooks;
import dev.imprimatur.problem.NoticeProblem;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code webhook}: the addresses that are told what happens. */
final class WebhookCommands {
  private final Operator operator;

  WebhookCommands(Operator operator) {
    this.operator = operator;
  }

  CommandSpec spec() {
    return Options.group("webhook", "Which addresses are told what happens.")
        .addSubcommand("add", add())
        .addSubcommand("list", list())
        .addSubcommand("remove", remove())
        .addSubcommand("test", test())
        .addSubcommand("enable", enable());
  }

  private CommandSpec add() {
    return Options.registryCommand(
            "Adds a webhook, and prints the secret that signs what it is sent.",
            "imprimatur webhook add https://chat.acme.example/hooks/npm --organization acme",
            this::add)
        .addPositional(Options.parameter(0, "URL", "where messages are sent to"))
        .addOption(Options.option("--package", "NAME", "only what is about this package"))
        .addOption(
            Options.option("--organization", "NAME", "only what is about its packages and scopes"))
        .addOption(
            Options.listOption(
                "--kind",
                "KIND",
                "what it hears of, such as package-published; alarms, if none is named"))
        .addOption(Options.flag("--internal", "may be at a private address, and speak plain http"));
  }

  private CommandSpec list() {
    return Options.registryCommand("Lists all webhooks.", "imprimatur webhook list", this::list);
  }

  private CommandSpec remove() {
    return Options.registryCommand(
            "Removes a webhook; what waited for it is not sent.",
            "imprimatur webhook remove 0193…",
            this::remove)
        .addPositional(Options.parameter(0, "ID", "as \"webhook list\" prints it"));
  }

  private CommandSpec test() {
    return Options.registryCommand(
            "Sends a message that tells nothing, once and now.",
            "imprimatur webhook test 0193…",
            this::test)
        .addPositional(Options.parameter(0, "ID", "as \"webhook list\" prints it"));
  }

  private CommandSpec enable() {
    return Options.registryCommand(
            "Switches a webhook on again that was switched off.",
            "imprimatur webhook enable 0193…",
            this::enable)
        .addPositional(Options.parameter(0, "ID", "as \"webhook list\" prints it"));
  }

  private void add(ParseResult typed, Console console) {
    var to =
        new Webhook.Destination(
            WebhookRoutes.address(Options.parameter(typed, 0)), Options.has(typed, "--internal"));
    var kinds = WebhookKind.of(Options.values(typed, "--kind"));
    var wanted = new Webhooks.Wanted(to, subject(typed), kinds, Optional.empty());
    try (var registry = operator.registry(typed, console)) {
      var webhook = registry.useCases.webhookAdmin.add(wanted, Operator.CALLER);
      console
          .out()
          .println("Added webhook %s. This secret is not shown again:".formatted(webhook.id()));
      console.out().println(webhook.key().text().reveal());
    }
  }

  private static WebhookScope subject(ParseResult typed) {
    var name = Options.value(typed, "--package");
    var organization = Options.value(typed, "--organization");
    if (name.isPresent() && organization.isPresent()) {
      throw new BadConfigException("Give --package or --organization, and not both.");
    }
    return name.<WebhookScope>map(text -> new WebhookScope.OfPackage(new PackageName(text)))
        .or(() -> organization.map(WebhookScope.OfOrganization::new))
        .orElse(new WebhookScope.Everything());
  }

  private void list(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      for (var webhook : registry.useCases.webhookAdmin.all()) {
        console
            .out()
            .println(
                "%s  %s  %s%s%s%s"
                    .formatted(
                        webhook.id(),
                        webhook.subject().text(),
                        webhook.to().url(),
                        webhook.kinds().equals(WebhookKind.USUAL)
                            ? ""
                            : "  " + String.join(",", WebhookKind.wires(webhook.kinds())),
                        webhook
                            .state()
                            .failingSince()
                            .map(at -> "  failing since " + at)
                            .orElse(""),
                        webhook.state().off().map(off -> "  off: " + off.why()).orElse("")));
      }
    }
  }

  private void remove(ParseResult typed, Console console) {
    var id = WebhookId.of(Options.parameter(typed, 0));
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.webhookAdmin.remove(id, Operator.CALLER);
      console.out().println("Removed.");
    }
  }

  private void test(ParseResult typed, Console console) {
    var id = WebhookId.of(Options.parameter(typed, 0));
    try (var registry = operator.registry(typed, console)) {
      var tested = registry.useCases.webhookAdmin.test(id, Operator.CALLER);
      if (!tested.arrived()) {
        throw new NoticeProblem.TestFailed(tested.outcome()).asException();
      }
      console.out().println("The message arrived: %s.".formatted(tested.outcome()));
    }
  }

  private void enable(ParseResult typed, Console console) {
    var id = WebhookId.of(Options.parameter(typed, 0));
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.webhookAdmin.switchOn(id, Operator.CALLER);
      console.out().println("It is told again what happens from now on.");
    }
  }
}
