package io.flocker.control.model;

import static io.flocker.control.model.Scenario.A;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What Docker's volumes are asked for, with what does not matter to a test left out. */
final class VolumeCommands {

  static final Duration RETENTION = Duration.ofDays(7);

  private VolumeCommands() {}

  static Command newVolume(DatasetId id, String name) {
    return newVolume(id, name, Map.of());
  }

  static Command newVolume(DatasetId id, String name, Map<String, String> metadata) {
    return new VolumeCommand.CreateNamedDataset(
        id, name, A, Optional.empty(), Optional.empty(), metadata);
  }

  static Command take(String name, NodeId node) {
    return new VolumeCommand.TakeNamedDataset(name, Optional.empty(), node, Lease.DOCKER);
  }

  static Command leave(DatasetId id, NodeId node) {
    return new VolumeCommand.LeaveDataset(id, node, Lease.DOCKER);
  }

  static Command remove(String name) {
    return new VolumeCommand.RemoveNamedDataset(name, RETENTION);
  }

  static Command restore(DatasetId id) {
    return new VolumeCommand.RestoreDataset(id, Optional.empty());
  }

  static Command restore(DatasetId id, String name) {
    return new VolumeCommand.RestoreDataset(id, Optional.of(name));
  }

  /** Brings about that a volume of this name is on A, which has made it and uses it no more. */
  static void onA(Scenario scenario, DatasetId id, String name) {
    scenario.accept(newVolume(id, name));
    scenario.accept(take(name, A));
    scenario.accept(leave(id, A));
    scenario.accept(new Command.RecordVolume(id, A, 1));
  }
}
