package dev.imprimatur.http;

import dev.imprimatur.addresses.Network;
import dev.imprimatur.limits.Quota;
import dev.imprimatur.limits.Quotas;
import dev.imprimatur.limits.TokenBuckets;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.RequestProblem;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** The counting of requests of each kind, by the address that they come from and by the account. */
public final class RequestQuotas {
  private final Map<Quota, TokenBuckets> addresses = new EnumMap<>(Quota.class);
  private final Map<Quota, TokenBuckets> accounts = new EnumMap<>(Quota.class);

  public RequestQuotas(Quotas quotas, LongSupplier nanoTime) {
    for (var quota : Quota.values()) {
      var rate = quotas.of(quota);
      addresses.put(quota, new TokenBuckets(rate.perAddress(), Quotas.WINDOW, nanoTime));
      accounts.put(quota, new TokenBuckets(rate.perAccount(), Quotas.WINDOW, nanoTime));
    }
  }

  /** Counts a request, and refuses it if there were too many from where it came. */
  void takeOfAddress(Quota quota, String address) {
    var pause = take(addresses, quota, Network.of(address).value());
    if (!pause.isZero()) {
      // npm sends what got 429 again after 10 and 60 seconds, and says nothing meanwhile: of
      // somebody who waits for a prompt that is no answer.
      throw quota == Quota.SIGN_IN
          ? new PeopleProblem.SignInQuota(pause).asException()
          : refusal(quota, "from your address", pause);
    }
  }

  /** Counts a request, and refuses it if there were too many of whoever sent it. */
  void takeOfAccount(Quota quota, String account) {
    var pause = take(accounts, quota, account);
    if (!pause.isZero()) {
      throw refusal(quota, "of this account", pause);
    }
  }

  private static Duration take(Map<Quota, TokenBuckets> buckets, Quota quota, String key) {
    var its = buckets.get(quota);
    return its == null ? Duration.ZERO : its.take(key);
  }

  private static ProblemException refusal(Quota quota, String whose, Duration pause) {
    return new RequestProblem.TooManyRequests(quota.wire(), quota.words() + " " + whose, pause)
        .asException();
  }
}
