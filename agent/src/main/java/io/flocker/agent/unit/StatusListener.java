package io.flocker.agent.unit;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.plan.Action;
import io.flocker.core.plan.Plan;
import io.flocker.core.plan.PlanText;
import io.flocker.node.move.MoveListener;
import io.flocker.node.session.Notice;
import io.flocker.node.session.PlanListener;
import io.flocker.wire.UnitStatus;
import io.flocker.wire.UnitStatus.Progress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Turns what a running plan tells into statuses. Safe for use by several threads. */
final class StatusListener implements PlanListener {

  private final InstantSource clock;
  private final Consumer<UnitStatus> say;
  private String reason = "";
  private long sent;
  private long total;

  StatusListener(InstantSource clock, Consumer<UnitStatus> say) {
    this.clock = clock;
    this.say = say;
  }

  @Override
  public synchronized void began(Plan.Step step) {
    reason = PlanText.describe(step.action());
    if (step.action() instanceof Action.MoveVolumes move) {
      sent = 0;
      total =
          move.transfers().stream()
              .flatMap(transfer -> transfer.bytes().stream())
              .mapToLong(Size::bytes)
              .sum();
    }
    tellStatus(Optional.empty());
  }

  @Override
  public void ended(Plan.Step step, Duration took) {}

  /** Others hear of it from what is observed next. */
  @Override
  public void tell(Notice notice) {}

  @Override
  public synchronized void phase(List<DatasetId> datasets, MoveListener.Phase phase) {
    reason =
        switch (phase) {
          case PREPARE -> "moving: asking the target to get ready";
          case COPY -> "moving: copying while it can be used";
          case FREEZE -> "moving: stopped and read-only";
          case FINAL -> "moving: sending the last difference";
          case COMMIT -> "moving: handing it over";
          case COMMITTED -> "moving: handed over";
          case THAWED -> "moving: failed, usable here again";
        };
    tellStatus(Optional.of(new Progress(sent, total, 0)));
  }

  @Override
  public synchronized void sent(DatasetId dataset, long bytes) {
    sent += bytes;
    tellStatus(Optional.of(new Progress(sent, total, 0)));
  }

  private void tellStatus(Optional<Progress> progress) {
    say.accept(
        new UnitStatus(
            io.flocker.wire.Phase.WORKING,
            reason,
            Optional.empty(),
            Optional.empty(),
            0,
            clock.instant(),
            Optional.empty(),
            progress));
  }
}
