package io.flocker.cli.deploy;

import io.flocker.core.model.NodeName;
import io.flocker.core.plan.NodePlan;
import io.flocker.core.problem.Problem;
import io.flocker.node.session.NodeMessage;
import java.util.List;
import java.util.SortedMap;

/** Shows a deployment to a person or a program. Called by one thread at a time. */
public interface DeployView {

  /** What will be done, or would be. */
  void planned(SortedMap<NodeName, NodePlan> plans, boolean planOnly);

  /** A node said something. */
  void said(NodeName node, NodeMessage message);

  /** The end: what went wrong, or nothing. */
  void ended(List<Problem> problems);
}
