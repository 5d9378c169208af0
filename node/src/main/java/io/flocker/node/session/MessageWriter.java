package io.flocker.node.session;

import io.flocker.core.json.Json;
import io.flocker.core.model.DatasetId;
import io.flocker.core.plan.Plan;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Says to the deployment how the plan goes on. That nobody listens any more is no reason to stop: a
 * move that is past its freeze goes on to its end. Safe for use by several threads.
 */
final class MessageWriter implements PlanListener {

  private static final Duration BETWEEN_COUNTS = Duration.ofMillis(100);

  private final PrintStream out;
  private final Function<Plan.Step, String> describe;
  private final Map<DatasetId, Count> counts = new ConcurrentHashMap<>();

  private record Count(AtomicLong bytes, AtomicLong saidAt) {}

  MessageWriter(PrintStream out, Function<Plan.Step, String> describe) {
    this.out = out;
    this.describe = describe;
  }

  synchronized void write(NodeMessage message) {
    out.println(Json.write(message));
    out.flush();
  }

  @Override
  public void began(Plan.Step step) {
    write(new NodeMessage.StepBegan(describe.apply(step), step.reason()));
  }

  @Override
  public void ended(Plan.Step step, Duration took) {
    write(new NodeMessage.StepEnded(describe.apply(step), took));
  }

  @Override
  public void tell(Notice notice) {
    write(new NodeMessage.Told(notice));
  }

  @Override
  public void phase(List<DatasetId> datasets, Phase phase) {
    write(new NodeMessage.Moving(datasets, phase));
  }

  @Override
  public void sent(DatasetId dataset, long bytes) {
    Count count =
        counts.computeIfAbsent(dataset, _ -> new Count(new AtomicLong(), new AtomicLong()));
    long total = count.bytes().addAndGet(bytes);
    long now = System.nanoTime();
    if (now - count.saidAt().get() > BETWEEN_COUNTS.toNanos()) {
      count.saidAt().set(now);
      write(new NodeMessage.Sent(dataset, total));
    }
  }
}
