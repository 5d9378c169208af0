package io.flocker.cli.deploy;

import io.flocker.core.json.Json;
import io.flocker.core.model.NodeName;
import io.flocker.core.plan.NodePlan;
import io.flocker.core.plan.PlanText;
import io.flocker.core.problem.Problem;
import io.flocker.node.session.NodeMessage;
import java.io.PrintStream;
import java.util.List;
import java.util.SortedMap;

/** For programs: one JSON object a line on standard output, the last one being the outcome. */
public final class JsonView implements DeployView {

  private final PrintStream out;

  public JsonView(PrintStream out) {
    this.out = out;
  }

  private record Planned(String event, NodeName node, List<Step> steps, List<Problem> refusals) {}

  private record Step(String action, String reason) {}

  private record Said(String event, NodeName node, NodeMessage message) {}

  private record Ended(String event, boolean reached, List<Problem> problems) {}

  @Override
  public void planned(SortedMap<NodeName, NodePlan> plans, boolean planOnly) {
    plans.forEach((node, plan) ->
        write(
            new Planned(
                "plan",
                node,
                plan.plan()
                    .allSteps()
                    .map(step -> new Step(PlanText.describe(step.action()), step.reason()))
                    .toList(),
                plan.refusals())));
  }

  @Override
  public void said(NodeName node, NodeMessage message) {
    // Reports hold whole node states; whoever wants those asks flocker-reportstate.
    if (!(message instanceof NodeMessage.Report)) {
      write(new Said("progress", node, message));
    }
  }

  @Override
  public void ended(List<Problem> problems) {
    write(new Ended("ended", problems.isEmpty(), problems));
  }

  private void write(Object line) {
    out.println(Json.write(line));
    out.flush();
  }
}
