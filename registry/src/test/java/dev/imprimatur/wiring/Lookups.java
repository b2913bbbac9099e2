package dev.imprimatur.wiring;

import dev.imprimatur.outbound.Resolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * A resolver that finds hosts where a test says that they are, and remembers which were looked up:
 * a registry that sends a request looks its host up first.
 */
public final class Lookups implements Resolver {
  private final List<String> hosts = new CopyOnWriteArrayList<>();
  private final Map<String, List<InetAddress>> known = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> stalled = new ConcurrentHashMap<>();
  private volatile boolean failing;

  @Override
  public List<InetAddress> addresses(String host) throws UnknownHostException {
    hosts.add(host);
    var end = stalled.get(host);
    if (end != null) {
      awaitEnd(end, host);
    }
    if (failing) {
      throw new UnknownHostException(host);
    }
    var said = known.get(host);
    return said == null ? List.of(InetAddress.getAllByName(host)) : said;
  }

  private static void awaitEnd(CountDownLatch end, String host) throws UnknownHostException {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new UnknownHostException(host);
  }

  /** From now on nobody answers where a host is, until what is returned is run. */
  public Runnable stall(String host) {
    var end = new CountDownLatch(1);
    stalled.put(host, end);
    return end::countDown;
  }

  /** From now on a host is at these addresses, each written as such; they are never looked up. */
  public void put(String host, String... addresses) {
    var found = new ArrayList<InetAddress>();
    for (var address : addresses) {
      found.add(InetAddress.ofLiteral(address));
    }
    known.put(host, List.copyOf(found));
  }

  /** From now on nobody is found, or everybody again. */
  public void fail(boolean yes) {
    failing = yes;
  }

  /** The hosts that were looked for, in order. */
  public List<String> hosts() {
    return List.copyOf(hosts);
  }
}
