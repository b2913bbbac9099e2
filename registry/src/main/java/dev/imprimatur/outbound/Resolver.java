package dev.imprimatur.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** A resolver of hosts to addresses. */
public interface Resolver {
  List<InetAddress> addresses(String host) throws UnknownHostException;

  /** Resolves as this machine is configured to. */
  static Resolver ofMachine() {
    return host -> List.of(InetAddress.getAllByName(host));
  }
}
