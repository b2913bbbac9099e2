package dev.imprimatur.trust;

import dev.imprimatur.claimrules.Verdict;
import dev.imprimatur.trust.PublisherCache.ChangeStamp;
import java.util.List;

/** The match of a trusted publisher with an identity token, with the verdict of its rules. */
public record PublisherMatch(Publisher publisher, Verdict verdict) {

  /** Returns this match with the time of last use that its stamp says. */
  PublisherMatch lastUsed(List<ChangeStamp> marks) {
    return marks.stream()
        .filter(mark -> mark.id().equals(publisher.id()))
        .filter(mark -> !mark.lastUsedAt().equals(publisher.state().lastUsedAt()))
        .findFirst()
        .map(mark -> new PublisherMatch(publisher.with(publisher.state().lastUsed(mark)), verdict))
        .orElse(this);
  }
}
