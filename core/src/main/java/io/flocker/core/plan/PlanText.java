package io.flocker.core.plan;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Size;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Plans and actions as text for people. Pure. */
public final class PlanText {

  private static final int FEW = 4;

  private PlanText() {}

  /** One node's whole plan, a line for each step, ending with a line break. */
  public static String render(NodeName node, NodePlan plan) {
    StringBuilder text = new StringBuilder("node ").append(node).append(':');
    if (plan.isEmpty()) {
      return text.append(" nothing to do\n").toString();
    }
    text.append('\n');
    for (Problem refusal : plan.refusals()) {
      text.append("  refused: ").append(refusal.sentence()).append('\n');
    }
    render(plan.plan(), 1, text);
    return text.toString();
  }

  private static void render(Plan plan, int depth, StringBuilder text) {
    switch (plan) {
      case Plan.Step step ->
          line(depth, describe(step.action()) + " (" + step.reason() + ")", text);
      case Plan.Sequence sequence -> sequence.steps().forEach(each -> render(each, depth, text));
      case Plan.Parallel parallel when parallel.branches().size() == 1 ->
          render(parallel.branches().getFirst(), depth, text);
      case Plan.Parallel parallel -> {
        line(depth, "side by side:", text);
        parallel.branches().forEach(branch -> renderBranch(branch, depth + 1, text));
      }
    }
  }

  /** The first line of a branch carries a mark, the others stand below it. */
  private static void renderBranch(Plan branch, int depth, StringBuilder text) {
    int begin = text.length();
    render(branch, depth + 1, text);
    if (text.length() > begin) {
      text.setCharAt(begin + 2 * depth, '-');
    }
  }

  private static void line(int depth, String words, StringBuilder text) {
    text.append("  ".repeat(depth)).append(words).append('\n');
  }

  /** One action in one line, without its reason: for progress and errors. */
  public static String describe(Action action) {
    return switch (action) {
      case Action.PullImage pull -> "pull image " + pull.image();
      case Action.CreateVolume create ->
          "create volume %s, %s".formatted(create.dataset(), limit(create.maximumSize()));
      case Action.CloneVolume clone ->
          "make volume %s of snapshot %s of volume %s, %s"
              .formatted(
                  clone.dataset(), clone.snapshot(), clone.source(), limit(clone.maximumSize()));
      case Action.ResizeVolume resize ->
          "resize volume %s from %s to %s"
              .formatted(resize.dataset(), limit(resize.from()), limit(resize.to()));
      case Action.ActivateVolume activate -> "make volume " + activate.dataset() + " writable";
      case Action.ReclaimVolume reclaim ->
          "take volume %s back from node %s at epoch %d"
              .formatted(reclaim.dataset(), reclaim.target(), reclaim.epoch());
      case Action.DestroyVolume destroy -> "destroy volume " + destroy.dataset();
      case Action.RetireVolume retire ->
          "make volume %s a replica of node %s at epoch %d"
              .formatted(retire.dataset(), retire.owner().brief(), retire.epoch());
      case Action.TakeSnapshot take ->
          "take snapshot %s of volume %s".formatted(take.snapshot(), take.dataset());
      case Action.RemoveSnapshot remove ->
          "remove snapshot %s of volume %s".formatted(remove.snapshot(), remove.dataset());
      case Action.MoveVolumes move ->
          "move %s to node %s: %s"
              .formatted(
                  move.application().map(app -> "application " + app.name()).orElse("dataset"),
                  move.target(),
                  move.transfers().stream()
                      .map(PlanText::describe)
                      .collect(Collectors.joining("; ")));
      case Action.AwaitVolumes await ->
          "wait for %s%s from node %s"
              .formatted(
                  volumes(await.datasets()),
                  await.application().map(name -> " of application " + name).orElse(""),
                  await.source());
      case Action.RemoveContainer remove ->
          "stop and remove the container of application " + remove.application();
      case Action.StartContainer start -> "start application " + start.application().name();
      case Action.AwaitApplication await ->
          "wait until application %s runs on node %s".formatted(await.application(), await.node());
      case Action.ChangeRoutes routes -> describe(routes);
      case Action.OpenPorts open ->
          open.ports().isEmpty()
              ? "close all ports"
              : "let in ports " + few(open.ports().stream().map(String::valueOf).toList());
      case Action.RememberDatasets remember ->
          "note where datasets live: "
              + few(remember.datasets().stream().map(PlanText::describe).toList());
    };
  }

  private static String describe(Action.Transfer transfer) {
    return "volume %s, %s, %s"
        .formatted(
            transfer.dataset(),
            transfer.bytes().map(bytes -> "about " + bytes).orElse("only what has changed"),
            transfer.live() ? "copied while it runs" : "copied while it does not run");
  }

  private static String describe(Action.ChangeRoutes routes) {
    List<String> parts = new ArrayList<>();
    if (!routes.add().isEmpty()) {
      parts.add("route " + few(routes.add().stream().map(PlanText::describe).toList()));
    }
    if (!routes.withdraw().isEmpty()) {
      parts.add(
          "no longer route port " + few(routes.withdraw().stream().map(String::valueOf).toList()));
    }
    return String.join("; ", parts);
  }

  private static String describe(Route route) {
    return "port " + route.port() + " to node " + route.target();
  }

  private static String describe(KnownDataset known) {
    return known.dataset() + " on node " + known.ownerName();
  }

  private static String volumes(List<DatasetId> datasets) {
    return (datasets.size() == 1 ? "volume " : "volumes ")
        + datasets.stream().map(DatasetId::toString).collect(Collectors.joining(", "));
  }

  private static String few(List<String> words) {
    return words.size() <= FEW
        ? String.join(", ", words)
        : String.join(", ", words.subList(0, FEW)) + " and " + (words.size() - FEW) + " more";
  }

  /** A limit in words. */
  static String limit(Optional<Size> size) {
    return size.map(Size::toString).orElse("no limit");
  }
}
