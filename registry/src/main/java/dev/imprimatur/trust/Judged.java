package dev.imprimatur.trust;

import dev.imprimatur.claimrules.Verdict;
import dev.imprimatur.trust.Recalled.Mark;
import java.util.List;

/** A trusted publisher, and what its rules make of an identity token. */
public record Judged(Publisher publisher, Verdict verdict) {

  /** The same of a publisher that was last used when its mark says. */
  Judged lastUsed(List<Mark> marks) {
    return marks.stream()
        .filter(mark -> mark.id().equals(publisher.id()))
        .filter(mark -> !mark.lastUsedAt().equals(publisher.state().lastUsedAt()))
        .findFirst()
        .map(mark ->
            new Judged(publisher.with(publisher.state().lastUsed(mark.lastUsedAt())), verdict))
        .orElse(this);
  }
}
