package dev.imprimatur.wiring;

import dev.imprimatur.outbound.Resolver;
import dev.imprimatur.providers.Providers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The environment of the registry. Only this asks the machine that it runs on, so a test can decide
 * what time it is.
 *
 * @param clock cuts instants to the millisecond, so that what was written equals what is read
 * @param nanoTime tells how long things take
 * @param random draws what nobody may guess
 * @param secureRandom draws the same for the JDK's cryptography, which takes no other source
 * @param threads makes a thread that may wait
 * @param resolver finds the addresses of hosts
 * @param providers the CI systems that there are
 */
public record Environment(
    InstantSource clock,
    LongSupplier nanoTime,
    RandomGenerator random,
    SecureRandom secureRandom,
    ThreadFactory threads,
    Resolver resolver,
    Providers providers) {

  public static Environment real() {
    var random = new SecureRandom();
    return new Environment(
        Clock.tickMillis(ZoneOffset.UTC),
        System::nanoTime,
        random,
        random,
        Thread.ofVirtual().name("request-", 0).factory(),
        Resolver.ofMachine(),
        Providers.usual());
  }
}
