package io.flocker.core.model;

import java.util.Locale;
import java.util.Map;

/**
 * Tells a container, through environment variables, where to find a service: on its own node, whose
 * routes lead to wherever the service runs.
 *
 * @param alias the name by which the container knows the service
 * @param localPort the port that the container believes the service to have; part of the variables'
 *     names
 * @param remotePort the external port of the service, on every node
 */
public record Link(String alias, int localPort, int remotePort) implements Comparable<Link> {

  /** The four variables of this link for a container on {@code node}. */
  public Map<String, String> environment(NodeName node) {
    String prefix =
        alias.toUpperCase(Locale.ROOT).replace('-', '_') + "_PORT_" + localPort + "_TCP";
    String host = node.value().indexOf(':') < 0 ? node.value() : "[" + node.value() + "]";
    return Map.of(
        prefix,
        "tcp://" + host + ":" + remotePort,
        prefix + "_ADDR",
        node.value(),
        prefix + "_PORT",
        String.valueOf(remotePort),
        prefix + "_PROTO",
        "tcp");
  }

  @Override
  public int compareTo(Link other) {
    int order = alias.compareTo(other.alias);
    return order != 0 ? order : Integer.compare(localPort, other.localPort);
  }
}
