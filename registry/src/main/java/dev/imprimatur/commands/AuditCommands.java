package dev.imprimatur.commands;

import dev.imprimatur.audit.ChainCheck;
import dev.imprimatur.audit.ChainCheck.Result;
import dev.imprimatur.audit.Head;
import dev.imprimatur.audit.Invariants;
import dev.imprimatur.problem.AuditProblem;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code audit}: the check that the log is what was written, and its export as lines of JSON. */
final class AuditCommands {
  private final Operator operator;

  AuditCommands(Operator operator) {
    this.operator = operator;
  }

  CommandSpec spec() {
    return Options.group("audit", "What happened, in order, each event tied to the one before it.")
        .addSubcommand("verify", verify())
        .addSubcommand("head", head())
        .addSubcommand("export", export());
  }

  private CommandSpec verify() {
    return Options.registryCommand(
            "Checks the whole audit log, and whose everything is; says what is wrong if anything"
                + " is.",
            "imprimatur audit verify --against 1207-5f2c…",
            this::verify)
        .addOption(
            Options.option(
                "--against", "HEAD", "an end that it once had, as \"audit head\" printed it"));
  }

  private CommandSpec head() {
    return Options.registryCommand(
        "Prints where the audit log ends; keep it where nobody of this machine can write.",
        "imprimatur audit head",
        this::head);
  }

  private CommandSpec export() {
    return Options.registryCommand(
            "Prints the audit log, one line of JSON for each event.",
            "imprimatur audit export --since 1207 > events.jsonl",
            this::export)
        .addOption(
            Options.option("--since", "ID", "only what came after this event: its seq or id"));
  }

  private void verify(ParseResult typed, Console console) {
    var remembered = Options.value(typed, "--against").map(Head::of).orElse(Head.START);
    try (var registry = operator.registry(typed, console)) {
      switch (new ChainCheck(registry.db, registry.auditLog).check(remembered)) {
        case Result.Whole(var head, var events, var forgotten) ->
            console
                .out()
                .println(
                    "The audit log is whole: %d events%s, and its head is %s."
                        .formatted(events, more(forgotten), head));
        case Result.Incomparable(var seq) -> throw new AuditProblem.EndForgotten(seq).asException();
        case Result.Broken(var seq, var how) ->
            throw new AuditProblem.LogBroken(seq, how.words()).asException();
      }
      var breaches = registry.db.read(new Invariants()::breaches);
      if (!breaches.isEmpty()) {
        throw new AuditProblem.OwnershipBroken(breaches).asException();
      }
      console.out().println("Every package and every trusted publisher is of who is to have it.");
    }
  }

  private static String more(long forgotten) {
    return forgotten == 0 ? "" : ", %d more of strangers that are forgotten".formatted(forgotten);
  }

  private void head(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      console.out().println(registry.useCases.eventQueries.head());
    }
  }

  private void export(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.eventQueries.export(
          Options.value(typed, "--since").orElse("0"),
          entry -> console.out().println(entry.exported()));
      console.out().flush();
    }
  }
}
