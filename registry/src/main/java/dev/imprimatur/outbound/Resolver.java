package dev.imprimatur.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a host. */
public interface Resolver {
  List<InetAddress> addresses(String host) throws UnknownHostException;

  /** By whatever this machine is set up to ask. */
  static Resolver ofMachine() {
    return host -> List.of(InetAddress.getAllByName(host));
  }
}
