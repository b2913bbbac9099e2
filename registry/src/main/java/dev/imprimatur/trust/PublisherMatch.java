package dev.imprimatur.trust;

import dev.imprimatur.claimrules.Verdict;
import dev.imprimatur.trust.PublisherCache.ChangeStamp;
import java.util.List;

/** A trusted publisher, and what its rules make of an identity token. */
public record PublisherMatch(Publisher publisher, Verdict verdict) {

  /** The same of a publisher that was last used when its mark says. */
  PublisherMatch lastUsed(List<ChangeStamp> marks) {
    return marks.stream()
        .filter(mark -> mark.id().equals(publisher.id()))
        .filter(mark -> !mark.lastUsedAt().equals(publisher.state().lastUsedAt()))
        .findFirst()
        .map(mark ->
            new PublisherMatch(
                publisher.with(publisher.state().lastUsed(mark.lastUsedAt())), verdict))
        .orElse(this);
  }
}
