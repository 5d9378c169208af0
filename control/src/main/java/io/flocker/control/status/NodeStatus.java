package io.flocker.control.status;

import io.flocker.control.cluster.AgentLink;
import io.flocker.control.cluster.NodeSnapshot;
import io.flocker.control.cluster.Presence;
import io.flocker.control.model.Node;
import io.flocker.core.model.NodeId;
import io.flocker.wire.CertificateState;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A node as the configuration knows it and as it is heard from.
 *
 * @param known empty for one that has just introduced itself
 * @param host the address of an agent; empty if none is known
 * @param presence empty if it was not heard from since the control service started
 */
public record NodeStatus(
    NodeId id,
    Optional<Node> known,
    Optional<String> host,
    Optional<Presence> presence,
    List<AgentLink> agents,
    int volumes,
    int containers) {

  /** How a node stands to the cluster. */
  public enum State {
    CONNECTED,
    UNREACHABLE,
    /** It has left the cluster. */
    DECOMMISSIONED;

    /** The form for clients. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is known of a node; empty if nothing is. */
  public static Optional<NodeStatus> of(NodeId id, View view) {
    Optional<Node> known = view.wanted().node(id);
    Optional<NodeSnapshot> heard = view.cluster().node(id);
    if (known.isEmpty() && heard.isEmpty()) {
      return Optional.empty();
    }
    List<AgentLink> agents = heard.map(NodeSnapshot::links).orElse(List.of());
    return Optional.of(
        new NodeStatus(
            id,
            known,
            address(heard).or(() -> known.map(Node::host).filter(host -> !host.isEmpty())),
            heard.map(NodeSnapshot::presence),
            agents,
            heard.map(node -> node.volumes().size()).orElse(0),
            heard.map(node -> node.containers().size()).orElse(0)));
  }

  /** Every node that was ever heard from, in the order of ids. */
  public static Stream<NodeStatus> all(View view) {
    TreeSet<NodeId> ids = new TreeSet<>(view.wanted().nodes().keySet());
    ids.addAll(view.cluster().nodes().keySet());
    return ids.stream().flatMap(id -> of(id, view).stream());
  }

  /** Clients expect an address: a name that an agent gives itself does not count. */
  private static Optional<String> address(Optional<NodeSnapshot> heard) {
    return heard
        .flatMap(node -> node.datasetAgent().or(() -> node.links().stream().findFirst()))
        .map(agent -> agent.hello().host().filter(NodeStatus::isAddress).orElse(agent.seenAs()));
  }

  private static boolean isAddress(String host) {
    try {
      return InetAddress.ofLiteral(host).getAddress().length > 0;
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }

  /** Whether any of its agents is connected. */
  public boolean isConnected() {
    return presence.filter(Presence.Connected.class::isInstance).isPresent();
  }

  /** How it stands. */
  public State state() {
    if (known.filter(node -> !node.isUsable()).isPresent()) {
      return State.DECOMMISSIONED;
    }
    return isConnected() ? State.CONNECTED : State.UNREACHABLE;
  }

  /** Why it is not connected, in a sentence. */
  public String reason() {
    return known
        .flatMap(Node::decommissioned)
        .map(time -> "It has left the cluster, at " + time + ".")
        .or(() -> since().map(time -> "It is unreachable since " + time + "."))
        .orElse("It has not been heard from since the control service started.");
  }

  /** Since when it is connected, unreachable or has left; empty if it was not heard from. */
  public Optional<Instant> since() {
    return known.flatMap(Node::decommissioned).or(() -> presence.map(Presence::since));
  }

  /** The boot id of its machine. */
  public Optional<String> era() {
    return latest().map(agent -> agent.hello().bootId());
  }

  /** The release of its agent. */
  public Optional<String> release() {
    return latest().map(agent -> agent.hello().productVersion());
  }

  /** How the certificate of its agent is. */
  public Optional<CertificateState> certificate() {
    return latest().flatMap(AgentLink::certificate);
  }

  private Optional<AgentLink> latest() {
    return agents.stream()
        .max(
            Comparator.comparing(AgentLink::isConnected)
                .thenComparing(agent -> agent.presence().since()));
  }
}
