package io.flocker.core.model;

import java.util.Optional;

/**
 * A node's own settings, {@code /etc/flocker/agent.yml}.
 *
 * @param backend where the node keeps its volumes
 * @param control where the control service is; empty for a node that has none
 */
public record AgentSettings(Backend backend, Optional<ControlAddress> control) {

  /**
   * Where agents reach the control service.
   *
   * @param hostname or address
   * @param port of the node protocol
   */
  public record ControlAddress(String hostname, int port) {}
}
