package dev.imprimatur.doors.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.limits.Budgets;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Many wrong passwords at once, each as dear to check as in earnest. What is looked at is who is
 * answered before whom, and not how long anything takes.
 */
final class SignInFloodTest {
  private static final int SENDERS = 120;
  private static final int WAITING_MAX = 40;

  /** Nobody is refused here because their turn did not come. */
  private static final Duration FOR_EVER = Duration.ofHours(1);

  private final TestRegistry registry =
      TestRegistry.with()
          .limits(
              Limits.standard()
                  .withBudgets(
                      Limits.standard()
                          .budgets()
                          .with(new Budgets.Workers(2, WAITING_MAX, FOR_EVER))))
          .dearPasswords()
          .start();

  private final AtomicInteger checked = new AtomicInteger();
  private final CountDownLatch full = new CountDownLatch(1);

  @AfterEach
  void close() {
    registry.close();
  }

  private Client.Answer signIn(String name, String password) {
    var body = "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password);
    return registry.anyone().put("/-/user/org.couchdb.user:" + name, body);
  }

  /** Each as another user, so that it is the work that is too much and not the guesses at one. */
  private Client.Answer guess(int number) {
    var answer = signIn("guest-" + number, "a wrong password");
    if (answer.status() == 401) {
      checked.incrementAndGet();
    } else {
      full.countDown();
    }
    return answer;
  }

  @Test
  @Covers("B401")
  void wrongPasswordsKeepNobodyWaitingButThoseWhoSignIn()
      throws InterruptedException, ExecutionException {
    registry.addUser("alice", false);
    var alice = registry.with(registry.session("alice"));
    List<Client.Answer> answers;
    int checkedBefore;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var flood = threads.submit(() -> AtOnce.all(IntStream.range(0, SENDERS), this::guess));
      // From the first refusal on, as much waits as may.
      assertThat(full.await(1, TimeUnit.MINUTES)).isTrue();
      assertThat(alice.get("/-/whoami").text()).contains("alice");
      checkedBefore = checked.get();
      answers = flood.get();
    }
    var refused = answers.stream().filter(each -> each.status() == 503).toList();
    assertThat(checkedBefore).as("checked before whoami was answered").isLessThan(checked.get());
    assertThat(checked.get()).isGreaterThanOrEqualTo(WAITING_MAX);
    assertThat(refused).isNotEmpty().hasSize(SENDERS - checked.get());
    for (var each : refused) {
      assertThat(each.problem()).isEqualTo("overloaded");
      assertThat(each.message()).contains("Too many people sign in right now");
      assertThat(each.header("retry-after"))
          .hasValueSatisfying(it -> assertThat(it).matches("\\d+"));
    }
    awaitLines("status=401", checked.get());
    awaitLines("status=503", refused.size());
    assertThat(signIn("alice", TestRegistry.password()).status()).isEqualTo(201);
  }

  /** A line is written when a request is over, which its sender cannot see. */
  private void awaitLines(String status, int wanted) throws InterruptedException {
    for (int i = 0; i < 500 && lines(status) < wanted; i++) {
      Thread.sleep(20);
    }
    assertThat(lines(status)).isEqualTo(wanted);
  }

  private long lines(String status) {
    return registry.logged().stream()
        .filter(line -> line.contains("method=PUT " + status + " "))
        .count();
  }
}
