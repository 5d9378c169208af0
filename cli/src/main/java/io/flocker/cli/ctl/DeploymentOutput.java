package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.core.json.Json;
import io.flocker.core.problem.Problem;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** How a deployment by a control service is shown. Called by one thread. */
public sealed interface DeploymentOutput {

  /** What will be changed, or would be, as {@code /v1/plan} tells it. */
  void planned(List<JsonNode> changes);

  /**
   * What is not as wanted yet.
   *
   * @param reached how many objects are
   * @param all how many there are
   */
  void progress(List<Unreached> missing, int reached, int all);

  /** The control service does not answer at the moment. */
  void away(Problem problem);

  /** Nothing more will be told of progress. */
  void endProgress();

  /** Everything is as wanted. */
  void reached();

  /** For people: the plan on standard output, progress on standard error. */
  static DeploymentOutput text(PrintWriter out, PrintWriter err, boolean terminal) {
    return new Text(
        out, new ProgressLine(err, terminal, ProgressLine.columns(System.getenv("COLUMNS"))));
  }

  /** For programs: one JSON object a line. */
  static DeploymentOutput json(PrintWriter out) {
    return new Lines(out);
  }

  /** For people. */
  record Text(PrintWriter out, ProgressLine line) implements DeploymentOutput {

    @Override
    public void planned(List<JsonNode> changes) {
      if (changes.isEmpty()) {
        out.println("Nothing to change: this is what the cluster was asked for already.");
      }
      changes.forEach(change -> out.println(Table.harmless(change.path("sentence").asText())));
      out.flush();
    }

    @Override
    public void progress(List<Unreached> missing, int reached, int all) {
      Unreached first = missing.getFirst();
      String bar = first.progress().map(ProgressLine::bar).map(text -> " " + text).orElse("");
      line.show(
          "%d of %d as wanted; %s is %s%s"
              .formatted(reached, all, first.called(), first.state(), bar));
    }

    @Override
    public void away(Problem problem) {
      line.show(problem.where() + ": " + problem.what() + "; trying again");
    }

    @Override
    public void endProgress() {
      line.end();
    }

    @Override
    public void reached() {
      out.println("Everything is as wanted.");
      out.flush();
    }
  }

  /** For programs. */
  record Lines(PrintWriter out) implements DeploymentOutput {

    private record Progress(String event, String kind, String id, String phase, String reason) {}

    private void write(Object line) {
      out.println(Json.write(line));
      out.flush();
    }

    @Override
    public void planned(List<JsonNode> changes) {
      write(Map.of("event", "plan", "changes", changes));
    }

    @Override
    public void progress(List<Unreached> missing, int reached, int all) {
      missing.forEach(one ->
          write(
              new Progress("progress", one.kind(), one.key(), one.phase(), one.reasons().line())));
    }

    @Override
    public void away(Problem problem) {
      write(Map.of("event", "away", "reason", problem.what()));
    }

    @Override
    public void endProgress() {}

    @Override
    public void reached() {
      write(Map.of("event", "ended", "reached", true));
    }
  }
}
