package dev.imprimatur.problem;

import static dev.imprimatur.problem.Quoted.text;

/** What is wrong with the audit log, or with a question about it. */
public sealed interface AuditProblem extends Problem {

  record InvalidHead(String head) implements AuditProblem {
    @Override
    public String detail() {
      return "%s is no end of an audit log; \"audit head\" prints one.".formatted(text(head));
    }
  }

  record EventNotFound(String id) implements AuditProblem {
    @Override
    public String detail() {
      return "There is no event %s in the audit log.".formatted(text(id));
    }
  }

  /**
   * Somebody has tampered with it.
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
