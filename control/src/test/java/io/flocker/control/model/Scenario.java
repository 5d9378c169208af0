package io.flocker.control.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Volume;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A configuration that commands change, and a clock that only a test moves. */
public final class Scenario {

  public static final NodeId A = NodeId.parse("aaaaaaaa-0000-4000-8000-000000000001");
  public static final NodeId B = NodeId.parse("bbbbbbbb-0000-4000-8000-000000000002");
  public static final NodeId STRANGER = NodeId.parse("cccccccc-0000-4000-8000-000000000003");
  public static final DatasetId D = dataset(1);
  public static final DatasetId E = dataset(2);

  private ClusterConfiguration now = ClusterConfiguration.EMPTY;
  private Instant time = Instant.parse("2026-01-01T00:00:00Z");

  /** Two nodes, A at 10.0.0.1 and B at 10.0.0.2, and nothing else. */
  public Scenario() {
    accept(new Command.SeeNode(A, "10.0.0.1"));
    accept(new Command.SeeNode(B, "10.0.0.2"));
  }

  public static DatasetId dataset(long number) {
    return new DatasetId(new UUID(0xd000_0000_0000_4000L, 0x8000_0000_0000_0000L | number));
  }

  public static Command newDataset(DatasetId id, NodeId primary) {
    return new Command.CreateDataset(id, primary, Optional.empty(), Map.of());
  }

  public static Command move(DatasetId id, NodeId target) {
    return new Command.MoveDataset(id, Optional.of(target), false);
  }

  public static Command delete(DatasetId id) {
    return new Command.DeleteDataset(id, false);
  }

  public static Command lease(DatasetId id, NodeId node) {
    return new Command.AcquireLease(id, node, Optional.empty());
  }

  public static Application using(String name, DatasetId... datasets) {
    return Application.of(name, "postgres:17")
        .withVolumes(
            List.of(datasets).stream()
                .map(id -> new Volume(id, "/data/" + id, Optional.empty()))
                .toList());
  }

  public ClusterConfiguration now() {
    return now;
  }

  public Instant time() {
    return time;
  }

  public void pass(Duration duration) {
    time = time.plus(duration);
  }

  public Decision decide(Command command) {
    return decide(command, Condition.NONE);
  }

  public Decision decide(Command command, Condition condition) {
    return Decisions.decide(now, command, condition, time);
  }

  public Decision.Accepted accept(Command command) {
    Decision decision = decide(command);
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    Decision.Accepted accepted = (Decision.Accepted) decision;
    now = accepted.changes().isEmpty() ? now : now.after(accepted.changes());
    return accepted;
  }

  public Refusal refuse(Command command) {
    Decision decision = decide(command);
    assertThat(decision).isInstanceOf(Decision.Refused.class);
    return ((Decision.Refused) decision).refusal();
  }

  public Dataset dataset(DatasetId id) {
    return now.dataset(id).orElseThrow();
  }

  public Container container(String name) {
    return now.container(new ApplicationName(name)).orElseThrow();
  }

  public Home home(DatasetId id) {
    return now.home(id).orElseThrow();
  }
}
