package dev.imprimatur.problem;

import static dev.imprimatur.problem.Quoted.text;

import java.util.List;

/** A problem with the audit log, or with a question about it. */
public sealed interface AuditProblem extends Problem {

  record InvalidHead(String head) implements AuditProblem {
    @Override
    public String detail() {
      return "%s is no end of an audit log; \"audit head\" prints one.".formatted(text(head));
    }
  }

  record EndForgotten(long seq) implements AuditProblem {
    @Override
    public String detail() {
      return ("Event %d was a stranger's and is forgotten, so that nothing can be compared with it;"
              + " \"audit head\" prints an end that stays.")
          .formatted(seq);
    }
  }

  record EventNotFound(String id) implements AuditProblem {
    @Override
    public String detail() {
      return "There is no event %s in the audit log.".formatted(text(id));
    }
  }

  /**
   * The invariants of ownership are broken.
   *
   * @param breaches a sentence for each thing that is wrong
   */
  record OwnershipBroken(List<String> breaches) implements AuditProblem {
    public OwnershipBroken {
      breaches = List.copyOf(breaches);
    }

    @Override
    public String detail() {
      return "Something belongs to nobody, or to the wrong one. " + String.join(" ", breaches);
    }
  }

  /**
   * Somebody has tampered with the log.
   *
   * @param seq the first event that is not as it was written
   */
  record LogBroken(long seq, String how) implements AuditProblem {
    @Override
    public String detail() {
      return "The audit log is broken at event %d: %s.".formatted(seq, how);
    }
  }
}
