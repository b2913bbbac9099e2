package dev.imprimatur.problem;

import static dev.imprimatur.problem.Quoted.text;

/** A problem with how somebody wants to be notified. */
public sealed interface NoticeProblem extends Problem {

  record InvalidWebhook(String why) implements NoticeProblem {
    @Override
    public String detail() {
      return "This webhook is refused: %s.".formatted(why);
    }
  }

  record TestFailed(String outcome) implements NoticeProblem {
    @Override
    public String detail() {
      return "The message did not arrive: %s.".formatted(outcome);
    }
  }

  record WebhookNotFound(String id) implements NoticeProblem {
    @Override
    public String detail() {
      return "There is no webhook %s.".formatted(text(id));
    }
  }
}
