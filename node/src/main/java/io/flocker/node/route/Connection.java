package io.flocker.node.route;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A tracked TCP connection, as far as it matters where it leads.
 *
 * @param address what the client connected to
 * @param port what the client connected to
 * @param answerer who really answers: another address than {@code address} if it was redirected
 */
record Connection(InetAddress address, int port, InetAddress answerer) {

  /** Reads the output of {@code conntrack -L}; lines that are no TCP connection are left out. */
  static List<Connection> parse(String listing) {
    return listing.lines().flatMap(line -> parseLine(line).stream()).toList();
  }

  private static Optional<Connection> parseLine(String line) {
    if (!line.startsWith("tcp ")) {
      return Optional.empty();
    }
    // "src= dst= sport= dport=" as the client sent them, then once more as answers carry them.
    List<String> sources = new ArrayList<>();
    List<String> destinations = new ArrayList<>();
    List<String> ports = new ArrayList<>();
    for (String word : line.split(" +", -1)) {
      int at = word.indexOf('=');
      switch (at < 0 ? "" : word.substring(0, at)) {
        case "src" -> sources.add(word.substring(at + 1));
        case "dst" -> destinations.add(word.substring(at + 1));
        case "dport" -> ports.add(word.substring(at + 1));
        default -> {}
      }
    }
    if (sources.size() < 2 || destinations.isEmpty() || ports.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Connection(
            InetAddress.ofLiteral(destinations.getFirst()),
            Integer.parseInt(ports.getFirst()),
            InetAddress.ofLiteral(sources.get(1))));
  }
}
