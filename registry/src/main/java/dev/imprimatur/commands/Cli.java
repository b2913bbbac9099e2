package dev.imprimatur.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.config.ConfigKey;
import dev.imprimatur.config.RawConfig;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.wiring.World;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command line. Every command exits with 0 when it is done, with 1 and one sentence when it is
 * refused, and with 2 when it was not understood.
 */
public final class Cli {
  private static final int DONE = 0;
  private static final int REFUSED = 1;

  private final Console console;
  private final World world;

  /**
   * What a command reads and writes.
   *
   * @param environment the variables of the process
   */
  public record Console(
      InputStream in, PrintStream out, PrintStream err, Map<String, String> environment) {}

  /** What a command does, with what was typed behind it. */
  interface Action {
    void run(ParseResult typed, Console console) throws Exception;
  }

  public Cli(Console console, World world) {
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

  /** Of some sixty commands one is wanted, and the others cost a quarter of a server's start. */
  private CommandSpec root(String... arguments) {
    var commands = commands();
    var wanted = commands.keySet();
    if (arguments.length > 0 && wanted.contains(arguments[0])) {
      wanted = Set.of(arguments[0]);
    }
    var root = group("imprimatur", "A self-hosted npm registry where CI publishes without tokens.");
    for (var command : commands.entrySet()) {
      if (wanted.contains(command.getKey())) {
        root.addSubcommand(command.getKey(), command.getValue().get());
      }
    }
    return root;
  }

  /** All commands, in the order in which the help lists them. */
  private Map<String, Supplier<CommandSpec>> commands() {
    var operator = new Operator(world);
    var packages = new PackageCommands(operator);
    var commands = new LinkedHashMap<String, Supplier<CommandSpec>>();
    commands.put("serve", () -> new ServeCommand(world).spec());
    commands.put("user", () -> users(new PeopleCommands(operator)));
    commands.put(
        "token",
        () ->
            group("token", "Tokens for those who cannot use a trusted publisher.")
                .addSubcommand("create", new PeopleCommands(operator).createToken()));
    commands.put(
        "trust", () -> trust(new TrustCommands(operator), new PlanCommands(operator), packages));
    commands.put("issuer", () -> issuers(new IssuerCommands(operator)));
    commands.put("org", () -> organizations(new OrganizationCommands(operator)));
    commands.put("package", () -> packages(packages));
    commands.put("webhook", () -> new WebhookCommands(operator).spec());
    commands.put("keys", () -> new KeyCommands(operator).spec());
    commands.put("provenance", () -> new ProvenanceCommands(operator, world).spec());
    commands.put("audit", () -> new AuditCommands(operator).spec());
    commands.put(
        "mail",
        () ->
            group("mail", "What the registry sends by mail.")
                .addSubcommand("test", new MailCommands(world).test()));
    commands.put("config", () -> configuration(new ConfigCommands(world)));
    return commands;
  }

  /** The version of the jar; sources that were not packed have none. */
  private static String version() {
    var packed = Optional.ofNullable(Cli.class.getPackage().getImplementationVersion());
    return "Imprimatur " + packed.orElse("(built from sources)");
  }

  private static CommandSpec users(PeopleCommands people) {
    return group("user", "The people of this registry.")
        .addSubcommand("add", people.addUser())
        .addSubcommand("list", people.listUsers())
        .addSubcommand("disable", people.disableUser());
  }

  private static CommandSpec configuration(ConfigCommands config) {
    return group("config", "The settings of this registry.")
        .addSubcommand("check", config.check())
        .addSubcommand("show", config.show());
  }

  private static CommandSpec trust(
      TrustCommands trust, PlanCommands plan, PackageCommands packages) {
    return group("trust", "Which CI jobs may publish which packages.")
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
    return group("issuer", "Whose identity tokens the registry takes.")
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
    return group("org", "Who belongs together, and which scopes are theirs.")
        .addSubcommand("add", organizations.add())
        .addSubcommand("list", organizations.list())
        .addSubcommand("member", organizations.member())
        .addSubcommand("remove", organizations.removeMember())
        .addSubcommand("scope", organizations.scope());
  }

  private static CommandSpec packages(PackageCommands packages) {
    return group("package", "Whose a package is, and what it takes.")
        .addSubcommand("transfer", packages.transfer())
        .addSubcommand("lock", packages.lock())
        .addSubcommand("unlock", packages.unlock())
        .addSubcommand("provenance", packages.provenance())
        .addSubcommand("held", packages.held())
        .addSubcommand("release", packages.release())
        .addSubcommand("discard", packages.discard());
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

  /** The catalogue's sentence is told as it is; a bug keeps its stack trace. */
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

  /** A command that does something. */
  static CommandSpec command(String description, String example, Action action) {
    var spec = CommandSpec.wrapWithoutInspection(action).mixinStandardHelpOptions(true);
    spec.version(version());
    spec.usageMessage().description(description).footer("", "Example:", "  " + example);
    return spec;
  }

  /** A command of a registry whose database and blobs are found by its settings. */
  static CommandSpec registryCommand(String description, String example, Action action) {
    return command(description, example, action)
        .addOption(option("--config", "FILE", "the configuration file (default: none)"))
        .addOption(option("--data", "DIR", "the folder for SQLite and blobs (default: ./data)"));
  }

  static OptionSpec option(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(String.class)
        .description(description)
        .build();
  }

  /** An option that may be given several times. */
  static OptionSpec listOption(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .description(description + "; may be repeated")
        .build();
  }

  static OptionSpec required(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(String.class)
        .required(true)
        .description(description)
        .build();
  }

  static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).arity("0").description(description).build();
  }

  static PositionalParamSpec parameter(int index, String label, String description) {
    return PositionalParamSpec.builder()
        .index(Integer.toString(index))
        .paramLabel(label)
        .type(String.class)
        .required(true)
        .description(description)
        .build();
  }

  static PositionalParamSpec optionalParameter(int index, String label, String description) {
    return PositionalParamSpec.builder()
        .index(Integer.toString(index))
        .paramLabel(label)
        .type(String.class)
        .arity("0..1")
        .description(description)
        .build();
  }

  static String parameter(ParseResult typed, int index) {
    return typed.matchedPositionalValue(index, "");
  }

  static Optional<String> value(ParseResult typed, String option) {
    return Optional.ofNullable(typed.matchedOptionValue(option, (String) null));
  }

  static List<String> values(ParseResult typed, String option) {
    return typed.matchedOptionValue(option, List.of());
  }

  /** What was given as NAME=VALUE, as an object. */
  static JsonObject pairs(ParseResult typed, String option) {
    var json = JsonObject.EMPTY.but();
    for (var pair : values(typed, option)) {
      int sign = pair.indexOf('=');
      if (sign < 1) {
        throw new BadConfigException(
            "%s is written NAME=VALUE, not %s.".formatted(option, Quoted.text(pair)));
      }
      json.and(pair.substring(0, sign), pair.substring(sign + 1));
    }
    return json.build();
  }

  static boolean has(ParseResult typed, String flag) {
    return typed.hasMatchedOption(flag);
  }

  /** The settings in force for a command. */
  static RawConfig rawConfig(ParseResult typed, Console console) {
    Map<ConfigKey, String> options = new EnumMap<>(ConfigKey.class);
    for (var key : List.of(ConfigKey.LISTEN, ConfigKey.DATA, ConfigKey.PUBLIC_URL)) {
      var name = "--" + key.dashed();
      if (typed.commandSpec().findOption(name) != null) {
        value(typed, name).ifPresent(text -> options.put(key, text));
      }
    }
    return RawConfig.read(value(typed, "--config").map(Path::of), console.environment(), options);
  }

  static CommandSpec group(String name, String description) {
    var spec = CommandSpec.create().name(name).mixinStandardHelpOptions(true).version(version());
    spec.usageMessage().description(description);
    return spec;
  }
}
