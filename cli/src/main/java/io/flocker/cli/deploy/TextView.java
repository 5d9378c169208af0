package io.flocker.cli.deploy;

import io.flocker.core.model.NodeName;
import io.flocker.core.plan.Action;
import io.flocker.core.plan.NodePlan;
import io.flocker.core.plan.PlanText;
import io.flocker.core.problem.Problem;
import io.flocker.node.session.NodeMessage;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * For people: the plan and the outcome on standard output, progress and problems on standard error.
 * On a terminal, a line for each node is kept up to date; elsewhere every step is a line of its
 * own.
 */
public final class TextView implements DeployView {

  private static final Duration BETWEEN_REDRAWS = Duration.ofMillis(100);

  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private final Progress progress = new Progress();
  private final long began = System.nanoTime();
  private long drawnAt;
  private int drawnLines;
  private boolean acted;

  /**
   * @param terminal whether {@code err} is a terminal whose cursor can be moved
   */
  public TextView(PrintStream out, PrintStream err, boolean terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public void planned(SortedMap<NodeName, NodePlan> plans, boolean planOnly) {
    erase();
    if (plans.values().stream().allMatch(NodePlan::isEmpty)) {
      out.println("Nothing to do: " + count(plans.size(), "node") + " as wanted.");
      return;
    }
    plans.values().stream()
        .flatMap(plan -> plan.plan().allSteps())
        .map(step -> step.action())
        .forEach(this::expect);
    acted = !planOnly;
    if (planOnly) {
      plans.forEach((node, plan) -> out.print(PlanText.render(node, plan)));
    }
  }

  private void expect(Action action) {
    if (action instanceof Action.MoveVolumes move) {
      move.transfers()
          .forEach(transfer ->
              transfer.bytes().ifPresent(bytes -> progress.expect(transfer.dataset(), bytes)));
    }
  }

  @Override
  public void said(NodeName node, NodeMessage message) {
    long now = System.nanoTime();
    progress.take(node, message, now);
    if (terminal) {
      redraw(now, message instanceof NodeMessage.Sent);
    } else {
      line(node, message);
    }
  }

  private void line(NodeName node, NodeMessage message) {
    switch (message) {
      case NodeMessage.StepBegan step ->
          err.println(clock() + node + ": " + step.step() + " (" + step.reason() + ")");
      case NodeMessage.StepEnded step ->
          err.println(clock() + node + ": done in " + millis(step.took()) + ": " + step.step());
      case NodeMessage.Moving moving ->
          err.println(
              clock()
                  + node
                  + ": "
                  + moving.phase().name().toLowerCase(Locale.ROOT)
                  + moving.datasets().stream()
                      .map(dataset -> " " + dataset)
                      .collect(Collectors.joining(",")));
      case NodeMessage.Waiting waiting -> err.println(clock() + node + ": " + waiting.reason());
      case NodeMessage.Report _,
          NodeMessage.Ready _,
          NodeMessage.Sent _,
          NodeMessage.Told _,
          NodeMessage.Ended _ -> {}
    }
  }

  private String clock() {
    double seconds = (System.nanoTime() - began) / 1e9;
    return String.format(Locale.ROOT, "%7.2f s  ", seconds);
  }

  private static String millis(Duration time) {
    return time.toMillis() + " ms";
  }

  private void redraw(long now, boolean maySkip) {
    if (maySkip && now - drawnAt < BETWEEN_REDRAWS.toNanos()) {
      return;
    }
    drawnAt = now;
    erase();
    SortedMap<NodeName, String> lines = progress.lines(now);
    lines.forEach((node, line) -> err.println(fit(node + "  " + line)));
    drawnLines = lines.size();
    err.flush();
  }

  private static String fit(String line) {
    String columns = System.getenv("COLUMNS");
    int width = columns != null && columns.matches("[0-9]{2,4}") ? Integer.parseInt(columns) : 100;
    return line.length() < width ? line : line.substring(0, width - 1);
  }

  private void erase() {
    if (drawnLines > 0) {
      err.print("\033[" + drawnLines + "A\033[J");
      drawnLines = 0;
    }
  }

  @Override
  public void ended(List<Problem> problems) {
    if (problems.isEmpty() && acted) {
      err.println(clock() + "every node is as wanted");
    }
    problems.forEach(problem -> err.println("ERROR: " + problem.sentence()));
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? " is" : "s are");
  }
}
