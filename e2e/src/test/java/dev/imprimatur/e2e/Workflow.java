package dev.imprimatur.e2e;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A definition of jobs as a page prints it, read as far as its own page needs: GitHub, Forgejo,
 * Gitea and CircleCI indent jobs by two and their steps by six.
 */
record Workflow(String text) {
  private static final Pattern JOB = Pattern.compile("(?m)^  (?=[a-z][\\w-]*:\\s*(?:#.*)?$)");
  private static final Pattern STEP = Pattern.compile("(?m)^      - ");
  private static final Pattern PAIR = Pattern.compile("(?m)^ {10,}([\\w-]+): (.+)$");

  /**
   * A job.
   *
   * @param mayAskForTokens whether it may have identity tokens
   * @param environment the deployment environment that it names; empty if it names none
   */
  record Job(String name, boolean mayAskForTokens, String environment, List<Step> steps) {
    Job {
      steps = List.copyOf(steps);
    }
  }

  /**
   * A step.
   *
   * @param uses the action that it calls, without its version; empty if it is none
   * @param run what the shell is told; empty if it calls an action
   */
  record Step(String uses, String run, Map<String, String> with) {
    Step {
      with = Map.copyOf(with);
    }
  }

  List<Job> jobs() {
    var parts = text.split("(?m)^jobs:\\s*$", 2);
    boolean all = parts[0].matches("(?s).*(id-token: write|enable-openid-connect: true).*");
    var found = new ArrayList<Job>();
    for (var job : JOB.split(parts[1], -1)) {
      var steps = job.split("(?m)^    steps:\\s*$", 2);
      if (steps.length == 2) {
        found.add(
            new Job(
                job.substring(0, job.indexOf(':')).strip(),
                all || steps[0].contains("id-token: write"),
                first("(?m)^    environment: (\\S+)", steps[0]),
                STEP.splitAsStream(steps[1]).skip(1).map(Workflow::step).toList()));
      }
    }
    return found;
  }

  /** The lines of the {@code script:} of a job, as GitLab and Bitbucket write them. */
  String script(String job) {
    var own = first("(?ms)^" + job + ":\n(.*?)(?=^\\S|\\z)", text);
    var lines = first("(?ms)^( +)script:\n((?:\\1 *- .*?\n)+)", 2, own);
    return lines.replaceAll("(?m)^ *- ", "");
  }

  /** What stands below {@code name: |}, further to the right than the name. */
  String literal(String name) {
    var found = new StringBuilder();
    int column = -1;
    for (var line : text.lines().toList()) {
      if (column >= 0) {
        if (!line.isBlank() && line.length() - line.stripLeading().length() <= column) {
          break;
        }
        found.append(line).append('\n');
      } else if (line.matches(" *(- )?" + name + ": *\\|")) {
        column = line.indexOf(name);
      }
    }
    return found.toString().stripIndent();
  }

  private static Step step(String text) {
    var with = new LinkedHashMap<String, String>();
    PAIR.matcher(text)
        .results()
        .forEach(pair -> with.put(pair.group(1), pair.group(2).replaceFirst(" +#.*$", "")));
    var block = first("(?s)^run: \\|\n(.*)", text);
    var run = block.isEmpty() ? first("^run: (.+)", text) : block.stripIndent();
    var uses = run.isEmpty() ? first("^(?:uses: )?([\\w./-]+)(?:@\\S+)?", text) : "";
    return new Step(uses, run, with);
  }

  private static String first(String pattern, String text) {
    return first(pattern, 1, text);
  }

  private static String first(String pattern, int group, String text) {
    var found = Pattern.compile(pattern).matcher(text);
    return found.find() ? found.group(group) : "";
  }
}
