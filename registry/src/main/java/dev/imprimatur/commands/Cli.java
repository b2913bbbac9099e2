package dev.imprimatur.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.wiring.Environment;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command line. Every command exits with 0 when it is done, with 1 and one sentence when it is
 * refused, and with 2 when it was not understood.
 */
public final class Cli {
  private static final int DONE = 0;
  private static final int REFUSED = 1;

  private final Console console;
  private final Environment world;

  public Cli(Console console, Environment world) {
    this.console = console;
    this.world = world;
  }

  public int run(String... arguments) {
    var commandLine = new CommandLine(root(arguments));
    commandLine.setOut(new PrintWriter(console.out(), true, UTF_8));
    commandLine.setErr(new PrintWriter(console.err(), true, UTF_8));
    commandLine.setExecutionStrategy(this::execute);
    return commandLine.execute(arguments);
  }

  /** Makes only the command that is wanted; all sixty would take a quarter of a server's start. */
  private CommandSpec root(String... arguments) {
    var commands = commands();
    var wanted = commands.keySet();
    if (arguments.length > 0 && wanted.contains(arguments[0])) {
      wanted = Set.of(arguments[0]);
    }
    var root =
        Options.group(
            "imprimatur", "A self-hosted npm registry where CI publishes without tokens.");
    for (var command : commands.entrySet()) {
      if (wanted.contains(command.getKey())) {
        root.addSubcommand(command.getKey(), command.getValue().get());
      }
    }
    return root;
  }

  /** Returns all commands, in the order in which the help lists them. */
  private Map<String, Supplier<CommandSpec>> commands() {
    var operator = new Operator(world);
    var packages = new PackageCommands(operator);
    var commands = new LinkedHashMap<String, Supplier<CommandSpec>>();
    commands.put("serve", () -> new ServeCommand(world).spec());
    commands.put(
        "user",
        () ->
            users(
                new PeopleCommands(operator),
                new AccountCommands(operator),
                new CiAccountCommands(operator)));
    commands.put("token", () -> new TokenCommands(operator).spec());
    commands.put(
        "trust", () -> trust(new TrustCommands(operator), new PlanCommands(operator), packages));
    commands.put("issuer", () -> issuers(new IssuerCommands(operator)));
    commands.put("org", () -> organizations(new OrganizationCommands(operator)));
    commands.put("team", () -> new TeamCommands(operator).spec());
    commands.put(
        "package",
        () -> packages(packages, new OwnerCommands(operator), new RemovalCommands(operator)));
    commands.put("webhook", () -> new WebhookCommands(operator).spec());
    commands.put("keys", () -> new KeyCommands(operator).spec());
    commands.put("provenance", () -> new ProvenanceCommands(operator, world).spec());
    commands.put("audit", () -> new AuditCommands(operator).spec());
    commands.put(
        "mail",
        () ->
            Options.group("mail", "What the registry sends by mail.")
                .addSubcommand("test", new MailCommands(world).test()));
    commands.put("config", () -> configuration(new ConfigCommands(world)));
    return commands;
  }

  private static CommandSpec users(
      PeopleCommands people, AccountCommands accounts, CiAccountCommands ciAccounts) {
    return Options.group("user", "The people of this registry.")
        .addSubcommand("add", people.addUser())
        .addSubcommand("list", people.listUsers())
        .addSubcommand("invite", accounts.invite())
        .addSubcommand("invitations", accounts.invitations())
        .addSubcommand("withdraw", accounts.withdraw())
        .addSubcommand("reset", accounts.reset())
        .addSubcommand("recover", accounts.recover())
        .addSubcommand("disable", people.disableUser())
        .addSubcommand("enable", accounts.enable())
        .addSubcommand("ci-account", ciAccounts.spec());
  }

  private static CommandSpec configuration(ConfigCommands config) {
    return Options.group("config", "The settings of this registry.")
        .addSubcommand("check", config.check())
        .addSubcommand("show", config.show());
  }

  private static CommandSpec trust(
      TrustCommands trust, PlanCommands plan, PackageCommands packages) {
    return Options.group("trust", "Which CI jobs may publish which packages.")
        .addSubcommand("add", trust.add())
        .addSubcommand("list", trust.list())
        .addSubcommand("edit", trust.edit())
        .addSubcommand("accept", trust.accept())
        .addSubcommand("pause", trust.pause())
        .addSubcommand("resume", trust.resume())
        .addSubcommand("reopen", trust.reopen())
        .addSubcommand("remove", trust.remove())
        .addSubcommand("decisions", packages.decisions())
        .addSubcommand("decide", packages.decide())
        .addSubcommand("plan", plan.plan())
        .addSubcommand("apply", plan.apply())
        .addSubcommand("explain", plan.explain())
        .addSubcommand("simulate", plan.simulate());
  }

  private static CommandSpec issuers(IssuerCommands issuers) {
    return Options.group("issuer", "Whose identity tokens the registry takes.")
        .addSubcommand("list", issuers.list())
        .addSubcommand("add", issuers.add())
        .addSubcommand("edit", issuers.edit())
        .addSubcommand("test", issuers.test())
        .addSubcommand("disable", issuers.disable())
        .addSubcommand("enable", issuers.enable())
        .addSubcommand("refresh", issuers.refresh())
        .addSubcommand("keys", issuers.keys())
        .addSubcommand("expire", issuers.expire())
        .addSubcommand("remove", issuers.remove());
  }

  private static CommandSpec organizations(OrganizationCommands organizations) {
    return Options.group("org", "Who belongs together, and which scopes are theirs.")
        .addSubcommand("add", organizations.add())
        .addSubcommand("list", organizations.list())
        .addSubcommand("member", organizations.member())
        .addSubcommand("remove", organizations.removeMember())
        .addSubcommand("scope", organizations.scope())
        .addSubcommand("second-factor", organizations.secondFactor());
  }

  private static CommandSpec packages(
      PackageCommands packages, OwnerCommands owners, RemovalCommands removals) {
    return Options.group("package", "Whose a package is, and what it takes.")
        .addSubcommand("transfer", packages.transfer())
        .addSubcommand("access", packages.access())
        .addSubcommand("owners", owners.list())
        .addSubcommand("add-owner", owners.add())
        .addSubcommand("remove-owner", owners.remove())
        .addSubcommand("collaborator", owners.collaborator())
        .addSubcommand("lock", packages.lock())
        .addSubcommand("unlock", packages.unlock())
        .addSubcommand("provenance", packages.provenance())
        .addSubcommand("held", packages.held())
        .addSubcommand("release", packages.release())
        .addSubcommand("discard", packages.discard())
        .addSubcommand("remove", removals.remove())
        .addSubcommand("free", removals.free());
  }

  private int execute(ParseResult typed) {
    var help = CommandLine.executeHelpRequest(typed);
    if (help != null) {
      return help;
    }
    var last = typed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    if (!(last.commandSpec().userObject() instanceof Action action)) {
      throw new CommandLine.ParameterException(
          last.commandSpec().commandLine(), "Say which command; --help lists them.");
    }
    return carryOut(action, last);
  }

  /** Runs an action; a problem's sentence is printed as it is, and a bug keeps its stack trace. */
  private int carryOut(Action action, ParseResult typed) {
    try {
      action.run(typed, console);
      return DONE;
    } catch (ProblemException | BadConfigException e) {
      console.err().println(e.getMessage());
      return REFUSED;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
