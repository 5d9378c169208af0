package io.flocker.agent.service;

import io.flocker.agent.half.Half;
import io.flocker.core.problem.ProblemException;
import io.flocker.node.Router;
import io.flocker.wire.NodeFacts;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at everything of its half on the node, for what was changed by others and what belongs to
 * no wish. What cannot be looked at, a stopped Docker Engine perhaps, stays as it was seen last.
 * For one thread.
 */
final class NodeScan {

  private static final Logger LOG = LoggerFactory.getLogger(NodeScan.class);

  private final Half half;
  private final AgentParts parts;
  private final NodeInventory inventory;
  // What could not be looked at, and why, so that each reason is logged once.
  private final Map<String, String> troubles = new HashMap<>();

  NodeScan(Half half, AgentParts parts, NodeInventory inventory) {
    this.half = half;
    this.parts = parts;
    this.inventory = inventory;
  }

  /** Returns whether anything is different from what was known. */
  boolean run() {
    inventory.beginLook();
    return inventory.everything(
        half.datasets() ? tried("volumes", parts.driver()::list) : Optional.empty(),
        half.containers() ? tried("containers", parts.containers()::list) : Optional.empty(),
        half.containers() ? tried("packet filter", this::facts) : Optional.empty());
  }

  /** Looks at volumes only: that waits for nobody. */
  void volumes() {
    if (half.datasets()) {
      inventory.beginLook();
      boolean _ =
          inventory.everything(
              tried("volumes", parts.driver()::list), Optional.empty(), Optional.empty());
    }
  }

  private NodeFacts facts() {
    Router.Rules rules = parts.router().observe();
    return new NodeFacts(
        parts.usedPorts().get(), rules.openPorts(), parts.containers().haveIpv6(), rules.routes());
  }

  private <T> Optional<T> tried(String what, Supplier<T> look) {
    try {
      T found = look.get();
      if (troubles.remove(what) != null) {
        LOG.info("{}: can be looked at again", what);
      }
      return Optional.of(found);
    } catch (ProblemException e) {
      String why = e.problems().toString();
      if (!why.equals(troubles.put(what, why))) {
        LOG.warn("{}: what was seen last counts, because {}", what, why);
      }
      return Optional.empty();
    }
  }
}
