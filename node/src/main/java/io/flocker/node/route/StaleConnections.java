package io.flocker.node.route;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which connections of one family would go on along a way that routes no longer say. The kernel
 * asks the redirecting rules only for a connection's first packet.
 *
 * @param keep port to the target that it leads to now
 * @param left port to the targets that it led to before, and leads to no more
 */
record StaleConnections(Map<Integer, InetAddress> keep, Map<Integer, Set<InetAddress>> left) {

  /**
   * What to look for after a change.
   *
   * @param present what rules of ours said before
   * @param inForce those of them that had taken effect
   * @param after what is wanted
   */
  static StaleConnections between(
      SortedSet<Target> present, SortedSet<Target> inForce, SortedSet<Target> after) {
    Map<Integer, InetAddress> keep = new HashMap<>();
    after.stream()
        .filter(target -> !sameWay(inForce, target))
        .forEach(target -> keep.put(target.port(), target.address()));
    Map<Integer, Set<InetAddress>> left = new HashMap<>();
    present.stream()
        .filter(target -> !sameWay(after, target))
        .forEach(target ->
            left.computeIfAbsent(target.port(), port -> new HashSet<>()).add(target.address()));
    return new StaleConnections(keep, left);
  }

  private static boolean sameWay(SortedSet<Target> targets, Target target) {
    return targets.stream()
        .anyMatch(t -> t.port() == target.port() && t.address().equals(target.address()));
  }

  boolean none() {
    return keep.isEmpty() && left.isEmpty();
  }

  /** The ports concerned. */
  SortedSet<Integer> ports() {
    SortedSet<Integer> ports = new TreeSet<>(keep.keySet());
    ports.addAll(left.keySet());
    return ports;
  }

  /**
   * Those to forget, each kind once. Only connections to this node itself: one that merely passes
   * through to the same port elsewhere is not ours.
   */
  List<Connection> among(List<Connection> connections, Set<InetAddress> local) {
    return connections.stream()
        .distinct()
        .filter(c -> c.address().isLoopbackAddress() || local.contains(c.address()))
        .filter(this::isStale)
        .sorted(
            Comparator.comparingInt(Connection::port)
                .thenComparing(c -> c.address().getHostAddress())
                .thenComparing(c -> c.answerer().getHostAddress()))
        .toList();
  }

  /**
   * A port that leads somewhere now: every other answerer is wrong, be it a former target or a
   * container of this node that has moved away. A port that we leave alone now: only what we
   * redirected; connections to a container that has just arrived here must live.
   */
  private boolean isStale(Connection connection) {
    InetAddress now = keep.get(connection.port());
    if (now != null) {
      return !now.equals(connection.answerer());
    }
    return left.getOrDefault(connection.port(), Set.of()).contains(connection.answerer());
  }

  /** Local addresses from the output of {@code ip -o addr show}. */
  static Set<InetAddress> localAddresses(String listing) {
    Set<InetAddress> local = new HashSet<>();
    listing
        .lines()
        .map(line -> line.strip().split(" +", -1))
        .filter(words -> words.length > 3 && Stream.of("inet", "inet6").anyMatch(words[2]::equals))
        .forEach(words -> local.add(InetAddress.ofLiteral(words[3].replaceAll("/.*", ""))));
    return local;
  }
}
