package io.flocker.control.model;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Port;
import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * Commands by chance, the same for the same seed, about few enough objects that they get in each
 * other's way.
 */
public final class RandomCommands {

  private static final int OBJECTS = 6;

  private final Random random;

  public RandomCommands(long seed) {
    random = new Random(seed);
  }

  /** Some command. */
  public Command next(ClusterConfiguration now, Instant time) {
    return switch (random.nextInt(24)) {
      case 0, 1, 2 ->
          new Command.CreateDataset(dataset(), node(), size(), metadata(), random.nextInt(4) == 0);
      case 3, 4 -> new Command.MoveDataset(dataset(), Optional.of(node()), random.nextInt(4) == 0);
      case 5 -> new Command.DeleteDataset(dataset(), random.nextInt(4) == 0);
      case 6 -> new Command.ResizeDataset(dataset(), size());
      case 7 -> new Command.UpdateMetadata(dataset(), metadata());
      case 8 -> new Command.PurgeDatasets(Set.of(dataset()), time.minusSeconds(random.nextInt(60)));
      case 9, 10 -> container();
      case 11 -> new Command.MoveContainer(name(), node(), random.nextInt(4) == 0);
      case 12 ->
          random.nextBoolean()
              ? new Command.ReleaseLease(dataset())
              : new Command.AcquireLease(
                  dataset(),
                  node(),
                  random.nextBoolean()
                      ? Optional.empty()
                      : Optional.of(Duration.ofSeconds(random.nextInt(60) - 10L)));
      case 13 -> new Command.ExpireLeases();
      case 14 -> home(now);
      case 15, 16 -> snapshot(now, time);
      case 17 ->
          new Command.CloneDataset(
              dataset(), dataset(), snapshot().name(), node(), size(), metadata());
      case 18, 19 ->
          new VolumeCommand.TakeNamedDataset(volume(), Optional.empty(), node(), Lease.DOCKER);
      case 20, 21, 22 -> volumes();
      default -> together(now, time);
    };
  }

  private Command volumes() {
    return switch (random.nextInt(8)) {
      case 0, 1 ->
          new VolumeCommand.CreateNamedDataset(
              dataset(),
              volume(),
              node(),
              random.nextBoolean() ? Optional.empty() : Optional.of(node()),
              size(),
              metadata());
      case 2 ->
          new VolumeCommand.CloneNamedDataset(
              dataset(),
              volume(),
              volume(),
              random.nextBoolean() ? Optional.empty() : Optional.of("snap" + random.nextInt(3)),
              snapshot(),
              random.nextBoolean() ? Optional.empty() : Optional.of(node()),
              size(),
              metadata());
      case 3 -> new VolumeCommand.LeaveDataset(dataset(), node(), Lease.DOCKER);
      case 4, 5 ->
          new VolumeCommand.RemoveNamedDataset(volume(), Duration.ofSeconds(random.nextInt(600)));
      case 6 ->
          new VolumeCommand.RestoreDataset(
              dataset(), random.nextBoolean() ? Optional.empty() : Optional.of(volume()));
      default -> new VolumeCommand.EmptyTrash();
    };
  }

  private String volume() {
    return (random.nextInt(8) == 0 ? "NAME" : "name") + random.nextInt(3);
  }

  /** A while to the next command. */
  public Duration pause() {
    return Duration.ofSeconds(random.nextInt(20));
  }

  private Command container() {
    if (random.nextInt(3) == 0) {
      return new Command.DeleteContainer(name());
    }
    int port = 1 + random.nextInt(OBJECTS);
    return new Command.CreateContainer(
        node(),
        Scenario.using(name().value(), random.nextBoolean() ? new DatasetId[0] : some())
            .withPorts(random.nextBoolean() ? Set.of() : Set.of(new Port(80, port))));
  }

  private DatasetId[] some() {
    return random.nextBoolean()
        ? new DatasetId[] {dataset()}
        : new DatasetId[] {dataset(), dataset()};
  }

  private Command home(ClusterConfiguration now) {
    DatasetId id = dataset();
    long version = now.home(id).map(Home::version).orElse(1L);
    return switch (random.nextInt(3)) {
      case 0 -> new Command.RecordVolume(id, node(), 1 + random.nextInt(5));
      case 1 -> new Command.ConfirmAbsence(id, node(), version - random.nextInt(2));
      default -> new Command.GrantHome(id);
    };
  }

  private Command snapshot(ClusterConfiguration now, Instant time) {
    DatasetId dataset = dataset();
    UserSnapshot known =
        now.snapshotsOf(dataset).stream()
            .skip(random.nextInt(2))
            .map(DatasetSnapshot::snapshot)
            .findFirst()
            .orElseGet(this::snapshot);
    return switch (random.nextInt(5)) {
      case 0, 1 -> new Command.CreateSnapshot(dataset, snapshot());
      case 2 -> new Command.DeleteSnapshot(dataset, known.name());
      case 3 -> new Command.RecordSnapshot(dataset, known, node());
      default ->
          new Command.PurgeSnapshots(dataset, Set.of(known), time.minusSeconds(random.nextInt(60)));
    };
  }

  private UserSnapshot snapshot() {
    return new UserSnapshot(
        new UUID(random.nextLong(), random.nextLong()), "snap" + random.nextInt(3));
  }

  private Command together(ClusterConfiguration now, Instant time) {
    List<Command> commands = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      commands.add(next(now, time));
    }
    return new Command.Together("some", commands);
  }

  private DatasetId dataset() {
    return Scenario.dataset(random.nextInt(OBJECTS));
  }

  private NodeId node() {
    return switch (random.nextInt(8)) {
      case 0 -> Scenario.STRANGER;
      case 1, 2, 3 -> Scenario.A;
      default -> Scenario.B;
    };
  }

  private ApplicationName name() {
    return new ApplicationName("app" + random.nextInt(OBJECTS));
  }

  private Optional<Size> size() {
    return random.nextBoolean()
        ? Optional.empty()
        : Optional.of(new Size(random.nextInt(200) * 1_000_448L));
  }

  private Map<String, String> metadata() {
    return random.nextBoolean() ? Map.of() : Map.of("name", "name" + random.nextInt(3));
  }
}
