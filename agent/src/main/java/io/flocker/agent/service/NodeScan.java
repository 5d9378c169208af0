package io.flocker.agent.service;

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
 * Looks at everything on the node, for what was changed by others and what belongs to no wish. What
 * cannot be looked at, a stopped Docker Engine perhaps, stays as it was seen last. For one thread.
 */
final class NodeScan {

  private static final Logger LOG = LoggerFactory.getLogger(NodeScan.class);

  private final AgentParts parts;
  private final NodeInventory inventory;
  // What could not be looked at, and why, so that each reason is logged once.
  private final Map<String, String> troubles = new HashMap<>();

  NodeScan(AgentParts parts, NodeInventory inventory) {
    this.parts = parts;
    this.inventory = inventory;
  }

  /** Returns whether anything is different from what was known. */
  boolean run() {
    inventory.beginLook();
    return inventory.everything(
        tried("volumes", parts.driver()::list),
        tried("containers", parts.containers()::list),
        tried("packet filter", this::facts));
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
