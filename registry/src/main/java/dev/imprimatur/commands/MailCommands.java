package dev.imprimatur.commands;

import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.config.Config;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.mail.Mail;
import dev.imprimatur.mail.MailAddress;
import dev.imprimatur.mail.MailDelivery;
import dev.imprimatur.mail.MailServer;
import dev.imprimatur.mail.Mailer;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.wiring.Environment;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code mail}: the test that mails go out. */
final class MailCommands {
  private final Environment world;

  MailCommands(Environment world) {
    this.world = world;
  }

  CommandSpec test() {
    return Options.registryCommand(
            "Sends a mail, to see whether the setting \"mail\" is right.",
            "imprimatur mail test alice@acme.example --config imprimatur.yaml",
            this::test)
        .addPositional(Options.parameter(0, "ADDRESS", "who gets it"));
  }

  private void test(ParseResult typed, Console console) {
    var config = Config.of(Options.rawConfig(typed, console), world.providers());
    var server =
        config
            .mail()
            .orElseThrow(() ->
                new BadConfigException(
                    "The setting mail is missing: it says which server takes mails on."));
    var mail =
        new Mail(
            new Ids(world.clock(), world.random()).next(),
            new MailAddress(Options.parameter(typed, 0)),
            "A test mail of " + config.host(),
            """
            This is a test mail of the package registry %s.
            Somebody who runs it wanted to see whether its mails arrive. They do.
            """
                .formatted(config.host()));
    var mailer = new Mailer(server, config.host(), world.clock(), config.limits().mail());
    console.out().println(told(mailer.send(mail), server));
  }

  private static String told(MailDelivery sending, MailServer server) {
    return switch (sending) {
      case MailDelivery.Sent() ->
          "The mail server %s has taken the mail on.".formatted(server.host());
      case MailDelivery.Later(var why) ->
          throw new PeopleProblem.MailNotSent(server.host(), why).asException();
      case MailDelivery.Never(var why) ->
          throw new PeopleProblem.MailNotSent(server.host(), why).asException();
    };
  }
}
