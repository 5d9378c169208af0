package io.flocker.core.model;

/**
 * A TCP port of a container, and the port of every node of the cluster that reaches it.
 *
 * @param internal the port inside the container, 1 to 65535
 * @param external the port on every node, 1 to 65535, unique in the cluster
 */
public record Port(int internal, int external) implements Comparable<Port> {

  public Port {
    check("internal", internal);
    check("external", external);
  }

  private static void check(String which, int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(which + " port: " + port + " (expected: 1 to 65535)");
    }
  }

  @Override
  public int compareTo(Port other) {
    int order = Integer.compare(external, other.external);
    return order != 0 ? order : Integer.compare(internal, other.internal);
  }
}
