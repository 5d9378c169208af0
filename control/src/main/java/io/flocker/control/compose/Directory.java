package io.flocker.control.compose;

import io.flocker.control.cluster.AgentLink;
import io.flocker.control.model.Node;
import io.flocker.control.status.NodeStatus;
import io.flocker.control.status.View;
import io.flocker.core.model.NodeId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the node that a deployment means by an address, a host name or an id. */
public final class Directory {

  private static final int NAMED = 20;

  private final List<NodeStatus> nodes;

  private Directory(List<NodeStatus> nodes) {
    this.nodes = nodes;
  }

  /** The nodes that are part of the cluster; of two at one address, the one that is connected. */
  public static Directory of(View view) {
    return new Directory(
        NodeStatus.all(view)
            .filter(node -> node.state() != NodeStatus.State.DECOMMISSIONED)
            .sorted(Comparator.comparing(NodeStatus::isConnected).reversed())
            .toList());
  }

  /** The node of this name. */
  Optional<NodeId> find(String name) {
    String asked = name.toLowerCase(Locale.ROOT);
    return nodes.stream()
        .filter(node -> names(node).anyMatch(asked::equals))
        .map(NodeStatus::id)
        .findFirst();
  }

  /**
   * The nodes that a person may mean: those of this name; or else those whose id begins with it.
   */
  public List<NodeId> meant(String name) {
    Optional<NodeId> named = find(name);
    if (named.isPresent()) {
      return List.of(named.get());
    }
    String asked = name.toLowerCase(Locale.ROOT);
    return nodes.stream()
        .map(NodeStatus::id)
        .filter(id -> id.toString().startsWith(asked))
        .toList();
  }

  private static Stream<String> names(NodeStatus node) {
    return Stream.of(
            Stream.of(node.id().toString()),
            node.host().stream(),
            node.known().map(Node::host).stream(),
            node.agents().stream().map(AgentLink::host),
            node.agents().stream().map(AgentLink::seenAs))
        .flatMap(names -> names)
        .map(name -> name.toLowerCase(Locale.ROOT));
  }

  /** Nodes whose volumes are not all known, because they have not reported or are not heard. */
  List<String> silent() {
    return nodes.stream()
        .filter(node ->
            node.agents().stream()
                .noneMatch(agent ->
                    agent.hello().datasets() && agent.isConnected() && agent.hasReported()))
        .map(Directory::called)
        .toList();
  }

  private static String called(NodeStatus node) {
    return node.host().orElseGet(() -> node.id().toString());
  }

  /** The nodes that may have been meant, for a message. */
  public String known() {
    return nodes.isEmpty()
        ? "there is no node yet"
        : nodes.stream()
            .limit(NAMED)
            .map(Directory::called)
            .collect(Collectors.joining(", ", "nodes: ", nodes.size() > NAMED ? ", and more" : ""));
  }
}
